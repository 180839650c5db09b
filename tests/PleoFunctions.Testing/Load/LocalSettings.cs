namespace PleoFunctions.Testing.Load;

/// <summary>The settings of a measured Local.</summary>
internal static class LocalSettings
{
    /// <summary>The route of the default partner.</summary>
    public const string Route = "api/webhooks/acme/onboarding";

    /// <summary>The tenants' API key.</summary>
    public const string ApiKey = "pls_benchmark";

    /// <summary>The environment of a process, or the settings of a host, with <c>__</c> for the levels.</summary>
    /// <param name="pleo">The server instead of Pleo.</param>
    /// <param name="partners">How many partners there are.</param>
    public static IEnumerable<(string Name, string? Value)> For(Uri pleo, int partners = 1) =>
        [
            ("Pleo__BaseAddress", pleo.AbsoluteUri),
            ("Pleo__MaxConcurrency", "512"),
            ("Logging__LogLevel__Default", "Warning"),
            .. Enumerable.Range(0, partners).SelectMany(number => Partner(SignedWebhooks.PartnerOf(number))),
        ];

    private static IEnumerable<(string Name, string? Value)> Partner(string name) =>
        [
            ($"Partners__{name}__Signature__Scheme", "standard-webhooks"),
            ($"Secrets__{name}--webhook-signing", SignedWebhooks.Secret),
            ($"Secrets__{name}--northwind--pleo-api-key", ApiKey),
        ];
}
