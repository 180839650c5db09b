using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>Local as a process, with a partner for each signature scheme.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    /// <summary>The signing secret of every partner.</summary>
    public const string SigningSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    /// <summary>A partner that is answered within a second, and signs with <c>standard-webhooks</c>.</summary>
    public const string Prompt = "prompt";

    private readonly LocalProcess _process;

    private LocalHost(LocalProcess process) => _process = process;

    /// <summary>The partners, by their schemes.</summary>
    public static IReadOnlyDictionary<string, string> Partners { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["standard-webhooks"] = "acme",
            ["github"] = "hub",
            ["stripe"] = "bills",
            ["shopify"] = "shop",
            ["slack"] = "chat",
            ["none"] = "plain",
        };

    public Uri Address => _process.Address;

    public static async Task<LocalHost> StartAsync(params IEnumerable<(string Setting, string Value)> settings)
    {
        var partners = Partners.SelectMany(partner =>
            new[]
            {
                ($"Partners__{partner.Value}__Signature__Scheme", partner.Key),
                ($"Secrets__{partner.Value}--webhook-signing", SigningSecret),
            }
        );
        (string, string)[] prompt =
        [
            ($"Partners__{Prompt}__Signature__Scheme", "standard-webhooks"),
            ($"Partners__{Prompt}__AnswerWithin", "00:00:01"),
            ($"Secrets__{Prompt}--webhook-signing", SigningSecret),
        ];
        return new LocalHost(
            await LocalProcess.StartAsync([
                ("Logging__LogLevel__Default", "Error"),
                .. partners,
                .. prompt,
                .. settings,
            ])
        );
    }

    public Uri WebhookOf(string partner) => new(Address, $"/api/webhooks/{partner}/onboarding");

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
