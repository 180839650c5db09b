using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>An operator stores keys in the vault of a running Local.</summary>
public sealed class KeysSetTests(DefaultLocal shared) : IClassFixture<DefaultLocal>
{
    private readonly LocalProcess _local = shared.Local;

    [Fact]
    public async Task A_key_from_a_pipe_is_checked_stored_and_used_by_the_app()
    {
        const string key = "pls_local_acme_piped";
        (await _local.SendAsync("--tenant", "piped")).ShouldBeProblem(422, "tenant_not_configured");

        var set = await PipeAsync($"{key}\r\n", "--tenant", "piped", "--expires", "2099-06-30", "--yes");

        set.ExitCode.ShouldBe(0, set.Error);
        set.Output.ShouldMatch(@"piped +ok +urn:pleo:company:[-0-9a-f]{36} +none yet +2099-06-30T00:00:00Z ");
        set.Output.ShouldContain("The key will be stored as acme--piped--pleo-api-key in the embedded vault of");
        set.Output.ShouldMatch(@"Stored and read back: version \d+\.");
        ShouldHide(key, set);

        var stored = await ReadAsync("acme--piped--pleo-api-key");
        stored.Value.ShouldBe(key);
        stored.Properties.ContentType.ShouldBe("text/plain");
        stored.Properties.ExpiresOn.ShouldBe(new DateTimeOffset(2099, 6, 30, 0, 0, 0, TimeSpan.Zero));
        stored.Properties.Enabled.ShouldBe(true);
        stored
            .Properties.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => $"{tag.Key}={tag.Value}")
            .ShouldBe(["partner=acme", "tenant=piped"]);

        var check = await CheckAsync("piped");
        check.ExitCode.ShouldBe(0, check.Output);
        ShouldHide(key, check);
    }

    [Fact]
    public async Task A_key_that_is_typed_is_not_shown()
    {
        const string key = "pls_local_acme_typed";

        var set = await TypeAsync(
            [("Pleo API key of typed: ", $"x\b{key}\r"), ("Type the name of the tenant to confirm: ", "typed\r")],
            "typed"
        );

        set.ExitCode.ShouldBe(0, set.Output);
        set.Output.ShouldMatch(@"typed +ok +urn:pleo:company:");
        ShouldHide(key, set);
        (await ReadAsync("acme--typed--pleo-api-key")).Value.ShouldBe(key);
    }

    [Fact]
    public async Task A_key_that_is_not_confirmed_is_not_stored()
    {
        const string key = "pls_local_acme_unsure";

        var set = await TypeAsync(
            [("Pleo API key of unsure: ", $"{key}\r"), ("Type the name of the tenant to confirm: ", "yes\r")],
            "unsure"
        );

        set.ExitCode.ShouldBe(2, set.Output);
        set.Output.ShouldContain("This is not the tenant's name. Nothing was stored.");
        ShouldHide(key, set);
        (await CheckAsync("unsure")).Output.ShouldMatch(@"unsure +not_found ");
    }

    [Fact]
    public async Task A_key_from_a_pipe_is_only_checked_until_yes_is_passed()
    {
        var set = await PipeAsync("pls_local_acme_dry", "--tenant", "dry");

        set.ExitCode.ShouldBe(2, set.Output);
        set.Output.ShouldMatch(@"dry +ok +urn:pleo:company:");
        set.Error.ShouldContain("Pass --yes to store it.");
        (await CheckAsync("dry")).Output.ShouldMatch(@"dry +not_found ");
    }

    [Fact]
    public async Task A_key_replaces_the_one_that_is_there()
    {
        var set = await PipeAsync("pls_local_acme_northwind-7", "--tenant", "northwind-7", "--yes");

        set.ExitCode.ShouldBe(0, set.Error);
        set.Output.ShouldContain("It replaces the key that is there.");
        set.Output.ShouldContain("may use it for up to 11 minutes");
    }

    [Theory]
    [InlineData("pls_live_elsewhere", "refused")]
    [InlineData("pls_local_acme_\nhidden", "malformed")]
    [InlineData("pls:local_acme_hidden", "malformed")]
    [InlineData("", "malformed")]
    public async Task A_key_with_a_fault_is_not_stored(string key, string state)
    {
        var set = await PipeAsync(key, "--tenant", "faulty", "--yes");

        set.ExitCode.ShouldBe(1, set.Error);
        set.Output.ShouldMatch($@"faulty +{state} ");
        set.Error.ShouldContain("Nothing was stored.");
        if (key.Length > 0)
        {
            ShouldHide(key, set);
            ShouldHide("hidden", set);
        }

        (await CheckAsync("faulty")).Output.ShouldMatch(@"faulty +not_found ");
    }

    [Fact]
    public async Task A_key_of_another_customer_s_company_is_not_stored()
    {
        (await _local.SendAsync("--tenant", "northwind")).ShouldBeInstalled("created");

        var set = await PipeAsync("pls_local_acme_northwind", "--tenant", "newcomer", "--yes");

        set.ExitCode.ShouldBe(1, set.Output);
        set.Output.ShouldContain("is bound to northwind. The app answers company_mismatch.");
        (await CheckAsync("newcomer")).Output.ShouldMatch(@"newcomer +not_found ");
    }

    [Theory]
    [InlineData("--expires '2020-01-01' is over.", "2020-01-01")]
    [InlineData("--expires 'soon' is not a date such as", "soon")]
    public async Task An_expiry_that_cannot_be_is_explained(string told, string expires)
    {
        var set = await PipeAsync("pls_local_acme_dated", "--tenant", "dated", "--yes", "--expires", expires);

        set.ShouldExplain(told);
    }

    private Task<LocalOutcome> PipeAsync(string input, params string[] arguments) =>
        LocalProcess.RunToEndByAsync(
            "bash",
            ["-c", "printf %s \"$0\" | \"$@\"", input],
            ["keys", "set", "--url", _local.Address.AbsoluteUri, .. arguments]
        );

    private Task<LocalOutcome> TypeAsync((string Shown, string Typed)[] typed, string tenant) =>
        Terminal.RunAsync(typed, "keys", "set", "--url", _local.Address.AbsoluteUri, "--tenant", tenant);

    private Task<LocalOutcome> CheckAsync(string tenant) =>
        LocalProcess.RunToEndAsync([], "keys", "check", "--url", _local.Address.AbsoluteUri, "--tenant", tenant);

    /// <summary>Reads a secret by the real client, as any other program on this machine can.</summary>
    private async Task<KeyVaultSecret> ReadAsync(string name)
    {
        using var relay = new VaultRelay(_local.Address);
        var client = new SecretClient(
            VaultHandler.Address,
            DelegatedTokenCredential.Create(static (_, _) => new AccessToken("any", DateTimeOffset.MaxValue)),
            new SecretClientOptions
            {
                DisableChallengeResourceVerification = true,
                Transport = new HttpClientTransport(relay),
            }
        );
        return await client.GetSecretAsync(name, cancellationToken: TestContext.Current.CancellationToken);
    }

    private void ShouldHide(string key, LocalOutcome outcome)
    {
        foreach (var text in (string[])[outcome.Output, outcome.Error, _local.Output])
        {
            text.ShouldNotContain(key);
        }
    }
}
