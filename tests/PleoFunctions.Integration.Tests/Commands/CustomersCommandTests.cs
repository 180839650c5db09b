using PleoFunctions.Integration.Tests.Hosting;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Integration.Tests.Commands;

public sealed class CustomersCommandTests : IAsyncLifetime
{
    private readonly RunningLocal _local = new();

    public ValueTask InitializeAsync() => _local.InitializeAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    [Fact]
    public async Task Show_prints_the_facts_and_then_the_deliveries_the_newest_first()
    {
        await _local.SendAsync("msg_1");
        await _local.SendAsync("msg_2");
        await _local.SendAsync("msg_3", TestTenants.Rejected);

        var (exit, output, errors) = await RunAsync("show", "northwind");

        exit.ShouldBe(0, errors);
        output.ShouldMatch(
            @"^tenant +northwind\s+partner +acme\s+installation +[-0-9a-f]{36}\s+company +urn:pleo:company:"
        );
        output.ShouldMatch(@"newest event +msg_2, [-0-9]+T[:0-9]+Z\s");
        output.ShouldMatch(
            @"DELIVERY +TENANT +STATE +CODE +ATTEMPTS +FIRST +CHANGED +NEXT\s+msg_2 +northwind +done +1 .+\s+msg_1 +northwind +done +1 .+"
        );
        output.ShouldNotContain("in doubt");
        output.ShouldNotContain("msg_3");
    }

    [Fact]
    public async Task Show_leaves_out_what_the_customer_does_not_have()
    {
        await _local.SendAsync("msg_1", TestTenants.Rejected);

        var (exit, output, errors) = await RunAsync("show", "rejected");

        exit.ShouldBe(0, errors);
        output.ShouldMatch(@"msg_1 +rejected +failed +pleo_rejected +1 .+ not by itself\s");
        output.ShouldNotContain("installation");
        output.ShouldNotContain("newest event");
        output.ShouldNotContain("running");
    }

    [Fact]
    public async Task Show_says_since_when_a_create_is_in_doubt()
    {
        // From now on the app knows which company the key belongs to.
        await _local.SendAsync("msg_1", TestTenants.Rejected);
        _local.Faults.Pleo = PleoFault.DropsConnections;
        await _local.SendAsync("msg_2", TestTenants.Rejected);

        var (exit, output, errors) = await RunAsync("show", "rejected");

        exit.ShouldBe(0, errors);
        output.ShouldMatch(@"create in doubt since +[-0-9]+T[:0-9]+Z\s");
        output.ShouldMatch(@"msg_2 +rejected +unknown +outcome_unknown +1( +[-0-9]+T[:0-9]+Z){3}\s");
    }

    [Fact]
    public async Task Erase_says_what_it_removed_and_can_be_repeated()
    {
        await _local.SendAsync("msg_1");
        await _local.SendAsync("msg_2");

        var (exit, output, errors) = await RunAsync("erase", "northwind", "--yes");
        var (_, again, _) = await RunAsync("erase", "northwind", "--yes");

        exit.ShouldBe(0, errors);
        output.ShouldStartWith("Erased northwind of acme: 2 deliveries, the customer, and the binding of its company.");
        output.ShouldContain("Hashes of its delivery ids remain.");
        again.ShouldStartWith("Erased northwind of acme: 0 deliveries");
        (await _local.SendAsync("msg_1")).ShouldBe(410);
    }

    [Theory]
    [InlineData("northwind", 0)]
    [InlineData("yes", 2)]
    [InlineData("Northwind", 2)]
    [InlineData("", 2)]
    public async Task Erase_asks_for_the_tenant_s_name(string typed, int expected)
    {
        await _local.SendAsync("msg_1");
        var before = Console.In;
        using var input = new StringReader(typed);
        Console.SetIn(input);
        try
        {
            var (exit, output, errors) = await RunAsync("erase", "northwind");

            exit.ShouldBe(expected, errors);
            output.ShouldContain("It cannot be undone.");
            output.ShouldContain("Type the name of the tenant to confirm: ");
            output.Contains("Erased northwind", StringComparison.Ordinal).ShouldBe(expected == 0);
            errors.Contains("Nothing was erased.", StringComparison.Ordinal).ShouldBe(expected != 0);
        }
        finally
        {
            Console.SetIn(before);
        }

        (await _local.SendAsync("msg_1")).ShouldBe(expected == 0 ? 410 : 200);
    }

    [Theory]
    [InlineData("erase nobody --yes", "404 unknown_customer: ")]
    [InlineData("erase northwind --yes --partner globex", "404 unknown_partner: ")]
    [InlineData("show nobody", "404 unknown_customer: ")]
    [InlineData("show northwind --partner globex", "404 unknown_partner: ")]
    public async Task A_refusal_of_the_app_is_printed_and_ends_with_exit_code_1(string arguments, string told)
    {
        var (exit, output, errors) = await RunAsync(arguments.Split(' '));

        exit.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldStartWith(told);
    }

    [Fact]
    public async Task A_command_line_without_a_tenant_ends_with_exit_code_2()
    {
        var (exit, _, errors) = await RunAsync("show");

        exit.ShouldBe(2);
        errors.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task Sends_the_key_and_says_when_one_is_missing()
    {
        await using var host = await KeyedHost.StartAsync(401, "the-admin-key");
        string[] show = ["customers", "show", "northwind", "--url", host.Address];

        var without = await CommandRun.InvokeAsync(show);
        var with = await CommandRun.InvokeAsync([.. show, "--key", "the-admin-key"]);

        without.Exit.ShouldBe(2);
        without.Errors.ShouldContain("--key");
        with.Errors.ShouldContain("The address answered 200, but not as the operators' routes do.");
        host.Queries.ShouldAllBe(query => !query.Contains("the-admin-key", StringComparison.Ordinal));
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments) =>
        CommandRun.InvokeAsync(["customers", .. arguments, "--url", _local.Address]);
}
