using PleoFunctions.Benchmarks.Load;

namespace PleoFunctions.Benchmarks.Servers;

/// <summary>How Local is set up where it is measured.</summary>
internal static class LocalSettings
{
    /// <summary>The route of the partner that there always is.</summary>
    public const string Route = "api/webhooks/acme/onboarding";

    /// <summary>The environment of a process, or the settings of a host, with <c>__</c> for the levels.</summary>
    /// <param name="pleo">What takes the place of Pleo.</param>
    public static IEnumerable<(string Name, string? Value)> For(Uri pleo) =>
        [
            ("Pleo__BaseAddress", pleo.AbsoluteUri),
            ("Pleo__MaxConcurrency", "512"),
            ("Secrets__acme--webhook-signing", SignedWebhooks.Secret),
            ("Secrets__acme--northwind--pleo-api-key", NginxServer.ApiKey),
            ("Logging__LogLevel__Default", "Warning"),
        ];
}
