namespace PleoFunctions.Onboarding.Tests.Webhooks.Signatures;

/// <summary>What the table of refusals needs about a scheme.</summary>
internal sealed record SchemeExample
{
    public required string Scheme { get; init; }

    public required string Secret { get; init; }

    public required string OtherSecret { get; init; }

    public required string SignatureHeader { get; init; }

    /// <summary>The headers that verification requires.</summary>
    public required string[] RequiredHeaders { get; init; }

    /// <summary>The place of the timestamp, null when the scheme has none.</summary>
    public bool HasTimestamp { get; init; }

    /// <summary>The prefix of a signature, and that of another version.</summary>
    public required string Version { get; init; }

    public required string OtherVersion { get; init; }

    /// <summary>The separator between signatures, when there can be several.</summary>
    public string? Separator { get; init; }

    public static IReadOnlyDictionary<string, SchemeExample> All { get; } =
        new SchemeExample[]
        {
            new()
            {
                Scheme = "standard-webhooks",
                Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                OtherSecret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
                SignatureHeader = "webhook-signature",
                RequiredHeaders = ["webhook-id", "webhook-timestamp", "webhook-signature"],
                HasTimestamp = true,
                Version = "v1,",
                OtherVersion = "v2,",
                Separator = " ",
            },
            new()
            {
                Scheme = "github",
                Secret = "It's-a-Secret-to-Everybody",
                OtherSecret = "It's-a-Secret-to-Nobody",
                SignatureHeader = "X-Hub-Signature-256",
                RequiredHeaders = ["X-Hub-Signature-256"],
                Version = "sha256=",
                OtherVersion = "sha1=",
            },
            new()
            {
                Scheme = "stripe",
                Secret = "whsec_test_secret",
                OtherSecret = "whsec_test_other",
                SignatureHeader = "Stripe-Signature",
                RequiredHeaders = ["Stripe-Signature"],
                HasTimestamp = true,
                Version = "v1=",
                OtherVersion = "v0=",
                Separator = ",",
            },
            new()
            {
                Scheme = "shopify",
                Secret = "hush-hush-little-shop",
                OtherSecret = "hush-hush-little-store",
                SignatureHeader = "X-Shopify-Hmac-Sha256",
                RequiredHeaders = ["X-Shopify-Hmac-Sha256"],
                Version = "",
                OtherVersion = "sha256=",
            },
            new()
            {
                Scheme = "slack",
                Secret = "8f742231b10e8888abcd99yyyzzz85a5",
                OtherSecret = "8f742231b10e8888abcd99yyyzzz85a6",
                SignatureHeader = "X-Slack-Signature",
                RequiredHeaders = ["X-Slack-Request-Timestamp", "X-Slack-Signature"],
                HasTimestamp = true,
                Version = "v0=",
                OtherVersion = "v1=",
            },
        }.ToDictionary(example => example.Scheme, StringComparer.Ordinal);
}
