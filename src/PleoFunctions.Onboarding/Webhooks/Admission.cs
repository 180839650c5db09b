using System.Net.Http.Headers;
using System.Net.Mime;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// Checks a webhook before anything in it is read: it must have arrived, must not be too large, and must be uncompressed
/// JSON.
/// </summary>
internal static class Admission
{
    /// <summary>Finds the reason to refuse a webhook; null to accept it.</summary>
    public static Problem? FindRefusal(InboundWebhook webhook)
    {
        if (webhook.Body.ExceedsLimit)
        {
            return new Problem(
                ProblemCode.PayloadTooLarge,
                $"The body is longer than the limit of {WebhookBody.MaxLength / 1024} KiB. Send less metadata."
            );
        }

        // The Functions host passes the header of a body in chunks to its worker, but not the body
        // (Azure/azure-functions-host#7930).
        if (webhook.Body.Bytes.IsEmpty && webhook.Headers["Transfer-Encoding"] is not null)
        {
            return new Problem(
                ProblemCode.LengthRequired,
                "The request was sent in chunks (Transfer-Encoding), and no body arrived. Send it whole, with the header Content-Length."
            );
        }

        if (!IsJson(webhook.Headers["Content-Type"]))
        {
            return new Problem(
                ProblemCode.UnsupportedMediaType,
                "The header Content-Type has to be application/json, in UTF-8."
            );
        }

        if (webhook.Headers["Content-Encoding"] is { } encoding && !IsIdentity(encoding))
        {
            return new Problem(
                ProblemCode.UnsupportedMediaType,
                "The body must not be compressed: leave the header Content-Encoding out."
            );
        }

        return null;
    }

    /// <summary>JSON is UTF-8 (RFC 8259 section 8.1), so the charset utf-8 is accepted and any other is refused.</summary>
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var media)
        && string.Equals(media.MediaType, MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
        && (media.CharSet is null || media.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool IsIdentity(string encoding) => encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
}
