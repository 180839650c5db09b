using System.Globalization;
using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Functions;

/// <summary>Between the worker's HTTP types and the core's.</summary>
internal static class HttpRequestDataAdapter
{
    private const string AuthorizationHeader = "Authorization";

    // The host's names (Azure/azure-functions-host: AuthLevelAuthenticationDefaults, SecurityConstants).
    private const string KeyIdentity = "WebJobsAuthLevel";
    private const string KeyLevel = "http://schemas.microsoft.com/2017/07/functions/claims/authlevel";
    private const string KeyName = "http://schemas.microsoft.com/2017/07/functions/claims/keyid";

    /// <summary>The host's key that a request carried; null when it carried none.</summary>
    /// <remarks>Only the identity that the host makes of a key counts. Others can hold claims of the same names.</remarks>
    public static CallerKey? FindCallerKey(this HttpRequestData request) =>
        request.Identities.FirstOrDefault(identity => identity.AuthenticationType is KeyIdentity) is { } identity
            ? new CallerKey(
                identity.FindFirst(KeyName)?.Value,
                IsAdmin: identity.FindFirst(KeyLevel)?.Value is nameof(AuthorizationLevel.Admin)
            )
            : null;

    /// <summary>What a request carried to show which operator sent it.</summary>
    public static OperatorCredentials ReadCredentials(this HttpRequestData request) =>
        new(
            request.FindCallerKey(),
            request.Headers.NonValidated.TryGetValues(AuthorizationHeader, out var values)
                ? string.Join(',', values)
                : null
        );

    /// <summary>Reads a request as a webhook, its body no further than the limit.</summary>
    public static async ValueTask<InboundWebhook> ReadWebhookAsync(
        this HttpRequestData request,
        string partner,
        TimeProvider clock
    )
    {
        var receivedAt = clock.GetUtcNow();
        var headers = new WebhookHeaders();

        // Not validated, so that no value is parsed and written again before it is verified.
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            foreach (var value in values)
            {
                headers.Add(name, value);
            }
        }

        return new InboundWebhook
        {
            Partner = partner,
            CallerKey = request.FindCallerKey(),
            Headers = headers,
            // The host has the whole body in memory by now, so nothing here can take long or be broken off.
            Body = await WebhookBody.ReadAsync(request.Body, DeclaredLength(headers), CancellationToken.None),
            ReceivedAt = receivedAt,
        };
    }

    /// <summary>Sends the core's answer.</summary>
    public static async Task<HttpResponseData> AnswerAsync(this HttpRequestData request, Answer answer)
    {
        var response = request.CreateResponse();
        response.StatusCode = (HttpStatusCode)answer.Status;
        response.Headers.TryAddWithoutValidation("Content-Type", answer.ContentType);
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        await response.Body.WriteAsync(answer.Body);
        return response;
    }

    private static long? DeclaredLength(WebhookHeaders headers) =>
        long.TryParse(headers["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : null;
}
