using PleoFunctions.Integration.Tests.Hosting;
using PleoFunctions.Local.Commands;
using PleoFunctions.Local.Keys;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Integration.Tests.Commands;

public sealed class KeysCheckTests : IAsyncLifetime
{
    private readonly RunningLocal _local = new();

    public ValueTask InitializeAsync() => _local.InitializeAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    [Fact]
    public async Task A_good_key_ends_with_exit_code_0_and_shows_its_company()
    {
        await _local.SendAsync("msg_1");

        var (exit, output, errors) = await RunAsync("--tenant", "northwind");

        exit.ShouldBe(0, errors);
        output.ShouldStartWith($"Keys of acme: embedded vault of {_local.Address}, Pleo at 127.0.0.1:");
        output.ShouldMatch(@"TENANT +KEY +COMPANY +BINDING +EXPIRES +SCOPES\s");
        output.ShouldMatch(
            @"northwind +ok +urn:pleo:company:[-0-9a-f]{36} +same company +never +installations:read installations:write\s"
        );
    }

    [Fact]
    public async Task All_customers_of_the_partner_are_checked_and_each_fault_is_named()
    {
        var (exit, output, errors) = await RunAsync();

        exit.ShouldBe(1, errors);
        output.ShouldMatch(@"\nnorthwind +ok ");
        output.ShouldMatch(@"\nunauthorized +refused ");
        output.ShouldContain("unauthorized: Pleo at 127.0.0.1:");
        output.ShouldContain("northwind: Its company also owns the key of wrong-company.");
        output.ShouldContain("wrong-company: Its company also owns the key of northwind.");
        output.ShouldContain($"{TestTenants.All.Count} keys, 4 with a fault.");
        output.ShouldNotContain("webhook-signing");
    }

    [Fact]
    public async Task A_key_whose_company_another_customer_holds_is_found_alone_too()
    {
        await _local.SendAsync("msg_1");

        var (exit, output, errors) = await RunAsync("--tenant", "wrong-company");

        exit.ShouldBe(1, errors);
        output.ShouldMatch(@"wrong-company: The company urn:pleo:company:[-0-9a-f]{36} is bound to northwind\.");
    }

    [Fact]
    public async Task A_customer_without_a_key_ends_with_exit_code_1()
    {
        var (exit, output, errors) = await RunAsync("--tenant", "fabrikam");

        exit.ShouldBe(1, errors);
        output.ShouldMatch(@"fabrikam +not_found ");
        output.ShouldContain("fabrikam: The vault has no key of this customer.");
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_read_says_why_and_is_asked_once()
    {
        await using var host = await KeyedHost.StartAsync(401, "the-admin-key");
        using var http = new HttpClient(new SocketsHttpHandler());
        var bindings = LedgerBindings.Of(
            new OperatorsClient(http, LocalAddress.ApiOf(host.Address), "acme", OperatorSignIn.None)
        );

        var first = await bindings.ReadAsync("northwind", TestContext.Current.CancellationToken);
        var second = await bindings.ReadAsync("contoso", TestContext.Current.CancellationToken);

        first.NotReadBecause.ShouldNotBeNull().ShouldContain("answered 401");
        second.ShouldBe(first);
        bindings.NotReadBecause.ShouldBe(first.NotReadBecause);
        host.Queries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_ledger_of_the_settings_is_read_as_the_app_s_routes_read_it()
    {
        await _local.SendAsync("msg_1");
        var bindings = LedgerBindings.Of(_local.Ledger, "acme");

        var bound = await bindings.ReadAsync("northwind", TestContext.Current.CancellationToken);
        var unknown = await bindings.ReadAsync("contoso", TestContext.Current.CancellationToken);

        bound.Company.ShouldNotBeNull().ShouldStartWith("urn:pleo:company:");
        unknown.ShouldBe(CustomerBinding.None);
        bindings.NotReadBecause.ShouldBeNull();
    }

    [Theory]
    [InlineData("Down", "status 500")]
    [InlineData("RateLimited", "status 429")]
    [InlineData("DropsConnections", "no answer")]
    public async Task A_Pleo_that_does_not_answer_leaves_the_key_unknown(string fault, string told)
    {
        _local.Faults.Pleo = Enum.Parse<PleoFault>(fault);

        var (exit, output, errors) = await RunAsync("--tenant", "northwind");

        exit.ShouldBe(1, errors);
        output.ShouldMatch(@"northwind +unknown +not known ");
        output.ShouldContain(told);
    }

    [Theory]
    [InlineData("Down", "cannot be reached")]
    [InlineData("Throttled", "429")]
    public async Task A_vault_that_does_not_answer_ends_with_exit_code_2(string fault, string told)
    {
        _local.Faults.Vault = Enum.Parse<VaultFault>(fault);

        var (exit, output, errors) = await RunAsync();

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldContain(told);
    }

    [Theory]
    [InlineData("--partner globex", "There is no partner 'globex' in the settings. Choose one of: acme.")]
    [InlineData("--partner Acme", "--partner is 'Acme'; expected 1 to 32 of a-z 0-9")]
    [InlineData("--tenant a--b", "--tenant is 'a--b'; expected 1 to 63 of a-z 0-9")]
    [InlineData("--vault vault", "--vault is 'vault'; expected the vault's address")]
    [InlineData("--vault http://vault.example --environment Staging", "--vault is 'http://vault.example'; expected")]
    [InlineData("--vault https://vault.example", "To which Pleo do the keys in this vault belong?")]
    [InlineData("--url nowhere", "--url 'nowhere' is not an address such as")]
    [InlineData("--url http://127.0.0.1:9", "The embedded vault of http://127.0.0.1:9 cannot be reached.")]
    public async Task A_mistake_of_the_user_is_explained_and_ends_with_exit_code_2(string arguments, string told)
    {
        var (exit, output, errors) = await CommandRun.InvokeAsync(["keys", "check", .. arguments.Split(' ')]);

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldStartWith(told);
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments) =>
        CommandRun.InvokeAsync(["keys", "check", .. arguments, "--url", _local.Address]);
}
