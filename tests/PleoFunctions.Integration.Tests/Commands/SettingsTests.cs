using System.Net;
using System.Net.Sockets;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>A wrong setting stops Local at once, with a message that says how to fix it.</summary>
public sealed class SettingsTests
{
    private static readonly string[] Production =
    [
        "AZURE_FUNCTIONS_ENVIRONMENT=Production",
        "KeyVault__Uri=https://vault.example/",
        "Pleo__Environment=Staging",
    ];

    /// <summary>Each case: the setting that is named, the expected value, and the settings.</summary>
    public static TheoryData<string, string, string[]> WrongSettings =>
        new()
        {
            { "KeyVault__Uri", "an absolute https address, such as https://", ["KeyVault__Uri=vault"] },
            {
                "Pleo__BaseAddress",
                "an absolute https address, such as http",
                ["Pleo__BaseAddress=ftp://pleo.example/"]
            },
            { "Pleo__Environment", "one of Staging, Production.", ["Pleo__Environment=Test"] },
            { "Pleo__AttemptTimeout", "a duration from 00:00:00.1 to 00:00:25", ["Pleo__AttemptTimeout=5"] },
            {
                "Partners__acme__Signature__Scheme",
                "one of standard-webhooks, github, stripe, shopify, slack, none.",
                ["Partners__acme__Signature__Scheme=md5"]
            },
            { "Partners__Acme-Nord", "1 to 32 of a-z 0-9", ["Partners__Acme-Nord__Signature__Scheme=github"] },
            {
                "Partners__acme__Mapping__Tenant",
                "a JSON Pointer (RFC 6901), such as /data/tenant.",
                ["Partners__acme__Mapping__Tenant=data.tenant"]
            },
            { "Pleo__BaseAdress", "one of ", ["Pleo__BaseAdress=https://pleo.example/"] },
            {
                "Partners__acme__Signature__Secrets",
                "one of Scheme, Secret, Tolerance",
                ["Partners__acme__Signature__Secrets=acme"]
            },
            {
                "Secrets__acme--webhook-signing",
                "no Secrets__ outside Development",
                [
                    .. Production,
                    "Deliveries__TableServiceUri=https://account.table.example/",
                    "Secrets__acme--webhook-signing=whsec_not-to-be-shown",
                ]
            },
            { "Deliveries__TableServiceUri", "the address of the table service", Production },
        };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task Names_a_wrong_setting_and_the_expected_value(string setting, string expected, string[] settings)
    {
        var outcome = await LocalProcess.RunToEndAsync(
            settings.Select(one => (one.Split('=', 2)[0], one.Split('=', 2)[1])),
            "--urls",
            "http://127.0.0.1:0"
        );

        outcome.ShouldExplain($"expected {expected}");
        outcome.Error.ShouldStartWith($"{setting} ");
        outcome.Error.ShouldNotContain("not-to-be-shown");
    }

    [Fact]
    public async Task Names_all_wrong_settings_at_once()
    {
        var outcome = await LocalProcess.RunToEndAsync([
            ("KeyVault__Uri", "vault"),
            ("Pleo__MaxConcurrency", "many"),
            ("Partners__acme__ApiKeyScheme", "Digest"),
        ]);

        outcome.ShouldExplain("expected an absolute https address");
        outcome.ShouldExplain("Pleo__MaxConcurrency is 'many'; expected a whole number from 1 to 1000.");
        outcome.ShouldExplain("Partners__acme__ApiKeyScheme is 'Digest'; expected one of Basic, Bearer.");
    }

    [Fact]
    public async Task Explains_how_to_avoid_a_port_that_is_in_use()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";

        var outcome = await LocalProcess.RunToEndAsync([], "--urls", address);

        outcome.ShouldExplain($"Failed to bind to address {address}: address already in use.");
        outcome.ShouldExplain("Choose another with --urls http://localhost:<port>.");
    }

    [Fact]
    public async Task Explains_how_to_avoid_an_address_of_another_machine()
    {
        // An address for documentation (RFC 5737), so no machine has it.
        var outcome = await LocalProcess.RunToEndAsync([], "--urls", "http://192.0.2.1:7071");

        outcome.ShouldExplain("--urls 'http://192.0.2.1:7071' cannot be listened on: ");
        outcome.ShouldExplain("Choose another with --urls http://localhost:<port>.");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("7071")]
    [InlineData("http://127.0.0.1:65536")]
    [InlineData("http://localhost:0")]
    [InlineData("http://localhost:7071/base")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0;ftp://127.0.0.1:0")]
    public async Task Explains_an_invalid_address_with_an_example(string address)
    {
        var outcome = await LocalProcess.RunToEndAsync([], "--urls", address);

        outcome.ShouldExplain($"--urls is '{address}'; expected an http address, such as http://localhost:7071.");
    }
}
