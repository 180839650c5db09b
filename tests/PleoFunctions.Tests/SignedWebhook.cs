using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Tests;

/// <summary>A webhook signed by Standard Webhooks, without code of the core.</summary>
internal static class SignedWebhook
{
    public const string Path = "api/webhooks/acme/onboarding";

    public const string Body =
        """{"type":"customer.onboarded","data":{"tenant":"northwind","status":"ACTIVATED","metadata":{"externalConfigurationId":"123456789"}}}""";

    /// <summary>A request with that delivery id, as the partner of the sample settings signs it now.</summary>
    public static RequestDouble Create(string id) =>
        CreateWithoutLength(id)
            .With("Content-Length", Encoding.UTF8.GetByteCount(Body).ToString(CultureInfo.InvariantCulture));

    /// <summary>The same, sent in chunks.</summary>
    public static RequestDouble CreateChunked(string id) =>
        CreateWithoutLength(id).With("Transfer-Encoding", "chunked");

    private static RequestDouble CreateWithoutLength(string id)
    {
        var secret = SampleSettings.Values["Secrets__acme--webhook-signing"]!;
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]),
            Encoding.UTF8.GetBytes($"{id}.{timestamp}.{Body}")
        );

        return new RequestDouble(
            new InvocationDouble(),
            "POST",
            Path,
            new MemoryStream(Encoding.UTF8.GetBytes(Body), writable: false)
        )
            .With("Content-Type", "application/json")
            .With("Webhook-Id", id)
            .With("Webhook-Timestamp", timestamp)
            .With("Webhook-Signature", $"v1,{Convert.ToBase64String(signature)}");
    }
}
