using System.Globalization;
using System.Text;
using PleoFunctions.Local.Commands;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Local.Hosting;

/// <summary>The texts that say what runs and how to send a webhook to it.</summary>
internal sealed class Welcome(
    LocalFallbacks fallbacks,
    PartnerDirectory partners,
    IConfiguration configuration,
    TimeProvider clock
)
{
    /// <summary>The parts in use, in one line.</summary>
    public string Parts =>
        string.Join(
            " · ",
            "partners " + string.Join(", ", partners.All.Select(partner => partner.Name).Order(StringComparer.Ordinal)),
            fallbacks.SimulatedPleo
                ? "simulated Pleo"
                : "Pleo at " + (configuration["Pleo:BaseAddress"] ?? configuration["Pleo:Environment"]),
            fallbacks.EmbeddedVault ? "embedded vault" : "vault " + configuration["KeyVault:Uri"],
            fallbacks.InMemoryLedger ? "in-memory ledger" : "ledger in Table Storage"
        );

    private Partner First => partners.All.OrderBy(one => one.Name, StringComparer.Ordinal).First();

    /// <summary>Why the app refuses every webhook that Local signs for a partner; null when it does not.</summary>
    public string? CautionFor(Partner partner) =>
        fallbacks.EmbeddedVault
        || partner.Scheme.KeyForm is null
        || configuration[$"Secrets:{partner.SigningSecret}"] is not null
            ? null
            : $"The signing key of {partner.Name} is in your vault, and Local cannot sign with it. This webhook gets 401, and so does send without --secret.";

    /// <summary>The text for the terminal.</summary>
    /// <param name="address">Where the app listens.</param>
    /// <param name="withConsole">The console page is served at <c>/</c>.</param>
    public string For(string address, bool withConsole) =>
        $"""

            PleoFunctions listens on {address}
            {Parts}

            Send a signed webhook (paste within five minutes{(withConsole ? $"; get a new one at {address}/" : "")}):

            {Curl(address)}
            {(CautionFor(First) is { } caution ? $"\n{caution}\n" : "")}
            Or sign and send from the command line, for any test tenant ({string.Join(", ", TestTenants.Names)}):

              dotnet run --project src/PleoFunctions.Local -- send --tenant northwind

            Stop with Ctrl-C.

            """;

    /// <summary>A signed webhook as a command to paste.</summary>
    /// <param name="address">Where the app listens.</param>
    public string Curl(string address)
    {
        var partner = First;
        var sample = SampleWebhook.Create(partner, TestTenants.Works, clock.GetUtcNow());
        var headers = sample.Sign(partner.Scheme, LocalKeys.SigningSecretOf(partner, configuration));

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"curl -i {LocalAddress.WebhookOf(address, partner.Name)} \\\n");
        foreach (var (name, value) in headers.Prepend(new("content-type", "application/json")))
        {
            text.Append(CultureInfo.InvariantCulture, $"  -H '{name}: {value}' \\\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"  --data '{Encoding.UTF8.GetString(sample.Body.Span)}'")
            .ToString();
    }
}
