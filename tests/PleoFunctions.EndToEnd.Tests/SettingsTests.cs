using System.Net;
using System.Net.Sockets;
using PleoFunctions.EndToEnd.Tests.Processes;

namespace PleoFunctions.EndToEnd.Tests;

/// <summary>A wrong setting stops Local at once, with words that a stranger can act on.</summary>
public sealed class SettingsTests
{
    /// <summary>Each case: what it says of which setting, and the settings.</summary>
    public static TheoryData<string, string[]> WrongSettings =>
        new()
        {
            {
                "KeyVault__Uri is 'my vault'; expected an absolute https address, such as https://",
                ["KeyVault__Uri=my vault"]
            },
            {
                "Pleo__BaseAddress is 'ftp://pleo.example/'; expected an absolute https address",
                ["Pleo__BaseAddress=ftp://pleo.example/"]
            },
            { "Pleo__Environment is 'Test'; expected one of Staging, Production.", ["Pleo__Environment=Test"] },
            {
                "Pleo__AttemptTimeout is '5'; expected a duration from 00:00:00.1 to 00:01:00",
                ["Pleo__AttemptTimeout=5"]
            },
            {
                "Partners__acme__Signature__Scheme is 'md5'; expected one of standard-webhooks, github, stripe, shopify, slack, none.",
                ["Partners__acme__Signature__Scheme=md5"]
            },
            {
                "Partners__Acme-Nord names the partner 'Acme-Nord'; expected",
                ["Partners__Acme-Nord__Signature__Scheme=github"]
            },
            {
                "Partners__acme__Mapping__Tenant is 'data.tenant'; expected a JSON Pointer (RFC 6901), such as /data/tenant.",
                ["Partners__acme__Mapping__Tenant=data.tenant"]
            },
            { "Pleo__BaseAdress is no setting; expected one of ", ["Pleo__BaseAdress=https://pleo.example/"] },
            {
                "Partners__acme__Signature__Secrets is no setting; expected one of Scheme, Secret, Tolerance",
                ["Partners__acme__Signature__Secrets=acme"]
            },
            {
                "Secrets__acme--webhook-signing is set; expected no Secrets__ outside Development",
                [
                    "AZURE_FUNCTIONS_ENVIRONMENT=Production",
                    "Pleo__Environment=Staging",
                    "Deliveries__TableServiceUri=https://account.table.example/",
                    "Secrets__acme--webhook-signing=whsec_not-to-be-shown",
                ]
            },
            {
                "Deliveries__TableServiceUri is not set; expected the address of the table service",
                ["AZURE_FUNCTIONS_ENVIRONMENT=Production", "Pleo__Environment=Staging"]
            },
        };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task A_wrong_setting_is_named_with_what_is_expected(string told, string[] settings)
    {
        var outcome = await LocalProcess.RunToEndAsync(
            settings.Select(setting => (setting.Split('=', 2)[0], setting.Split('=', 2)[1])),
            "--urls",
            "http://127.0.0.1:0"
        );

        outcome.ShouldBeToldInWords(told);
        outcome.Error.ShouldNotContain("not-to-be-shown");
    }

    [Fact]
    public async Task All_wrong_settings_are_named_at_once()
    {
        var outcome = await LocalProcess.RunToEndAsync([
            ("KeyVault__Uri", "vault"),
            ("Pleo__MaxConcurrency", "many"),
            ("Partners__acme__ApiKeyScheme", "Digest"),
        ]);

        outcome.ShouldBeToldInWords("KeyVault__Uri is 'vault'");
        outcome.ShouldBeToldInWords("Pleo__MaxConcurrency is 'many'; expected a whole number from 1 to 1000.");
        outcome.ShouldBeToldInWords("Partners__acme__ApiKeyScheme is 'Digest'; expected one of Basic, Bearer.");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_with_the_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";

        var outcome = await LocalProcess.RunToEndAsync([], "--urls", address);

        outcome.ShouldBeToldInWords($"Failed to bind to address {address}: address already in use.");
        outcome.ShouldBeToldInWords("Listen elsewhere with --urls http://localhost:<port>.");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("7071")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0;ftp://127.0.0.1:0")]
    public async Task An_address_that_nothing_can_listen_on_is_told_with_an_example(string address)
    {
        var outcome = await LocalProcess.RunToEndAsync([], "--urls", address);

        outcome.ShouldBeToldInWords($"--urls is '{address}'; expected an http address, such as http://localhost:7071.");
    }
}
