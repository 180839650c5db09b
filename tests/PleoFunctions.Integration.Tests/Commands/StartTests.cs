using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>What a new user sees who starts Local for the first time.</summary>
public sealed partial class StartTests(DefaultLocal shared) : IClassFixture<DefaultLocal>
{
    private static readonly string[] Tenants =
    [
        "northwind",
        "rejected",
        "unauthorized",
        "throttled",
        "down",
        "slow",
        "lost-reply",
        "installed",
    ];

    private readonly LocalProcess _local = shared.Local;

    [Fact]
    public async Task The_printed_curl_works_when_pasted()
    {
        await ShouldInstallAsync(_local.PrintedCurl);
    }

    [Fact]
    public async Task The_start_page_has_a_newly_signed_curl_that_works_when_pasted()
    {
        var page = await _local.Http.GetStringAsync("/", TestContext.Current.CancellationToken);
        var curl = WebUtility.HtmlDecode(Curl().Match(page).Groups["command"].Value);

        _local.Output.ShouldNotContain(curl);
        await ShouldInstallAsync(curl);
    }

    [Fact]
    public async Task The_start_page_shows_what_is_running()
    {
        using var response = await _local.Http.GetAsync("/", TestContext.Current.CancellationToken);
        var page = WebUtility.HtmlDecode(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        page.ShouldContain("PleoFunctions is running");
        page.ShouldContain("partners acme · simulated Pleo · embedded vault · in-memory ledger");
        foreach (var tenant in Tenants)
        {
            page.ShouldContain($"<code>{tenant}</code>");
        }
    }

    [Fact]
    public void The_terminal_shows_what_is_running()
    {
        _local.Output.ShouldContain($"PleoFunctions listens on {_local.Address.AbsoluteUri.TrimEnd('/')}");
        _local.Output.ShouldContain("partners acme · simulated Pleo · embedded vault · in-memory ledger");
        foreach (var tenant in Tenants)
        {
            _local.Output.ShouldContain(tenant);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false, "Secrets__acme--webhook-signing", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData(false, "Partners__acme__Signature__Scheme", "none")]
    public async Task Says_that_it_cannot_sign_with_a_key_from_a_vault(
        bool isSaid,
        string setting = "Partners__acme__Signature__Scheme",
        string value = "standard-webhooks"
    )
    {
        const string said = "The signing key of acme is in your vault, and Local cannot sign with it. ";
        await using var local = await LocalProcess.StartAsync(
            ("KeyVault__Uri", "https://vault.example/"),
            (setting, value)
        );

        var setup = await local.Http.GetStringAsync("/console/setup", TestContext.Current.CancellationToken);

        local.Output.Contains(said, StringComparison.Ordinal).ShouldBe(isSaid, local.Output);
        setup.Contains(said, StringComparison.Ordinal).ShouldBe(isSaid, setup);
    }

    private static async Task ShouldInstallAsync(string curl)
    {
        await using var bash = ChildProcess.Start("bash", ["-c", curl]);
        (await bash.WhenEndedAsync()).ShouldBe(0, bash.Said);

        var parts = bash.Output.Split("\n\n", 2);
        parts[0].ShouldStartWith("HTTP/1.1 200 OK");
        parts[0].ShouldContain("Content-Type: application/json; charset=utf-8");
        // Whichever test comes first creates it.
        parts[0].ShouldMatch("Onboarding-Outcome: (created|updated)");
        var document = JsonNode.Parse(parts[1])!;
        ((string?)document["tenant"]).ShouldBe("northwind");
        ((string?)document["installation"]!["state"]).ShouldBe("pending");
    }

    [GeneratedRegex(
        "<pre><code>(?<command>curl .*?)</code></pre>",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Curl();
}
