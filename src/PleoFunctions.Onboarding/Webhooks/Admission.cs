using System.Net.Http.Headers;
using System.Net.Mime;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>What a webhook has to be before anything in it is looked at: not too large, and plain JSON.</summary>
internal static class Admission
{
    /// <summary>The reason to refuse a webhook at the door; null to let it in.</summary>
    public static Problem? Refuse(InboundWebhook webhook)
    {
        if (webhook.Body.ExceedsLimit)
        {
            return new Problem(
                ProblemCode.PayloadTooLarge,
                $"The body is longer than {WebhookBody.MaxLength / 1024} KiB, the most that is accepted."
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

    /// <summary>JSON is UTF-8 (RFC 8259 section 8.1); a charset that says so is harmless.</summary>
    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var media)
        && string.Equals(media.MediaType, MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
        && (media.CharSet is null || media.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static bool IsIdentity(string encoding) => encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
}
