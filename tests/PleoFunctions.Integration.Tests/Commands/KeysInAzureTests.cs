using PleoFunctions.Integration.Tests.Hosting;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>An operator works with a vault in Azure, by the sign-in of the Azure CLI.</summary>
public sealed class KeysInAzureTests : IAsyncLifetime
{
    private const string Key = "pls_local_globex_fabrikam";

    private readonly RunningLocal _local = new();

    public ValueTask InitializeAsync() => _local.InitializeAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    [Fact]
    public async Task A_key_is_stored_and_checked_for_a_partner_that_no_setting_names()
    {
        await using var vault = await AzureVault.StartAsync(_local.Address);

        var set = await RunAsync(vault, Key, "set", "--partner", "globex", "--tenant", "fabrikam", "--yes");
        var one = await RunAsync(vault, "", "check", "--partner", "globex", "--tenant", "fabrikam");
        var all = await RunAsync(vault, "", "check", "--partner", "globex");
        var compared = await RunAsync(vault, "", "check", "--partner", "globex", "--url", _local.Address);

        set.ExitCode.ShouldBe(0, set.Error);
        set.Output.ShouldContain("stored as globex--fabrikam--pleo-api-key in the vault kv-test.vault.azure.net.");
        one.ExitCode.ShouldBe(0, one.Error);
        one.Output.ShouldMatch(@"fabrikam +ok +urn:pleo:company:[-0-9a-f]{36} +not checked +never ");
        one.Output.ShouldContain("The companies were not compared with the ledger: no ledger was named.");
        all.Output.ShouldMatch(@"fabrikam +ok ");
        all.ExitCode.ShouldBe(0, all.Error);
        all.Output.ShouldNotContain("northwind");
        // Local has no such partner, so its ledger cannot be read for it.
        compared.Output.ShouldContain("404 unknown_partner");
        foreach (var outcome in (LocalOutcome[])[set, one, all, compared])
        {
            (outcome.Output + outcome.Error).ShouldNotContain(Key);
        }
    }

    [Fact]
    public async Task A_vault_that_refuses_says_which_role_is_missing()
    {
        await using var vault = await AzureVault.StartAsync(_local.Address);
        vault.Refuses = true;

        var check = await RunAsync(vault, "", "check");

        check.ShouldExplain("The vault kv-test.vault.azure.net refused to list its secrets (403 Forbidden).");
        check.ShouldExplain("You need the role Key Vault Secrets Officer");
    }

    [Fact]
    public async Task A_developer_who_is_not_signed_in_learns_how_to()
    {
        await using var vault = await AzureVault.StartAsync(_local.Address, isSignedIn: false);

        var check = await RunAsync(vault, "", "check");

        check.ShouldExplain("Sign in with 'az login' or 'azd auth login'");
    }

    private Task<LocalOutcome> RunAsync(AzureVault vault, string input, params string[] arguments) =>
        LocalProcess.RunToEndByAsync(
            "bash",
            [
                "-c",
                $"{vault.Exports} Pleo__BaseAddress='{_local.Address}/simulated/pleo/'; printf %s \"$0\" | \"$@\"",
                input,
            ],
            ["keys", .. arguments, "--vault", AzureVault.Address]
        );
}
