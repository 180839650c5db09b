using System.Text.RegularExpressions;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>Local as a process, with a partner for each signature scheme.</summary>
internal sealed partial class LocalHost : IAsyncDisposable
{
    /// <summary>The signing secret of every partner.</summary>
    public const string SigningSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private readonly ServerProcess _process;

    private LocalHost(ServerProcess process, Uri address) => (_process, Address) = (process, address);

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

    public Uri Address { get; }

    public static async Task<LocalHost> StartAsync(params IEnumerable<(string Setting, string Value)> settings)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Logging__LogLevel__Default"] = "Error",
        };
        foreach (var (scheme, partner) in Partners)
        {
            environment[$"Partners__{partner}__Signature__Scheme"] = scheme;
            environment[$"Secrets__{partner}--webhook-signing"] = SigningSecret;
        }

        foreach (var (setting, value) in settings)
        {
            environment[setting] = value;
        }

        var (process, address) = await ServerProcess.StartAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "PleoFunctions.Local.dll"), "--urls", "http://127.0.0.1:0"],
            environment,
            static line => Listening().Match(line) is { Success: true } match ? match.Groups["address"].Value : null
        );
        return new LocalHost(process, new Uri(address));
    }

    public Uri WebhookOf(string partner) => new(Address, $"/api/webhooks/{partner}/onboarding");

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(
        "listens on (?<address>http://[^ ]+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Listening();
}
