using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>Signs as partners do, by the schemes' documents and without code of the core.</summary>
internal static class PartnerSignature
{
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(
        string scheme,
        string deliveryId,
        DateTimeOffset signedAt,
        byte[] body,
        string secret
    )
    {
        var time = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return scheme switch
        {
            "standard-webhooks" =>
            [
                new("webhook-id", deliveryId),
                new("webhook-timestamp", time),
                new("webhook-signature", "v1," + Base64(StandardKey(secret), $"{deliveryId}.{time}.", body)),
            ],
            "github" =>
            [
                new("X-GitHub-Delivery", deliveryId),
                new("X-Hub-Signature-256", "sha256=" + Hex(secret, "", body)),
            ],
            "stripe" => [new("Stripe-Signature", $"t={time},v1={Hex(secret, $"{time}.", body)}")],
            "shopify" =>
            [
                new("X-Shopify-Webhook-Id", deliveryId),
                new("X-Shopify-Hmac-Sha256", Base64(Encoding.UTF8.GetBytes(secret), "", body)),
            ],
            "slack" =>
            [
                new("X-Slack-Request-Timestamp", time),
                new("X-Slack-Signature", "v0=" + Hex(secret, $"v0:{time}:", body)),
            ],
            _ => [],
        };
    }

    private static byte[] StandardKey(string secret) =>
        Convert.FromBase64String(secret.Replace("whsec_", "", StringComparison.Ordinal));

    private static string Base64(byte[] key, string prefix, byte[] body) =>
        Convert.ToBase64String(Mac(key, prefix, body));

    private static string Hex(string key, string prefix, byte[] body) =>
        Convert.ToHexStringLower(Mac(Encoding.UTF8.GetBytes(key), prefix, body));

    private static byte[] Mac(byte[] key, string prefix, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(prefix), .. body];
        return HMACSHA256.HashData(key, signed);
    }
}
