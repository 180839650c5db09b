using System.Globalization;
using PleoFunctions.Integration.Tests.Hosting;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Commands;

public sealed class RecoverCommandTests : IAsyncLifetime
{
    // Each calls Pleo three times. Twenty failed calls would open the circuit.
    private const int Failed = 5;

    private readonly RunningLocal _local = new();

    public ValueTask InitializeAsync() => _local.InitializeAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    [Fact]
    public async Task A_dry_run_shows_what_there_is_and_changes_nothing()
    {
        await _local.SendAsync("msg_done");
        await _local.SendAsync("msg_rejected", TestTenants.Rejected);
        await _local.SendAsync("msg_1", "contoso");
        await _local.SendAsync("msg_2", "contoso");

        var (exit, output, errors) = await RunAsync("--dry-run");

        exit.ShouldBe(0, errors);
        output.ShouldMatch(
            @"^STATE +CODE +DELIVERIES\s+failed +tenant_not_configured +2\s+failed +pleo_rejected +1\s+3 deliveries of 2 customers\. At 5/s this takes at least 1 s\."
        );
        output.ShouldNotContain("OUTCOME");
        (await AttemptsOfAsync(TestTenants.Rejected)).ShouldBe(1);
    }

    [Fact]
    public async Task Runs_what_failed_while_Pleo_could_not_be_reached_and_ends_with_exit_code_0()
    {
        await FailAsync();

        var (exit, output, errors) = await RunAsync("--yes", "--rate", "100");
        var (exitAgain, again, _) = await RunAsync("--yes");

        exit.ShouldBe(0, errors);
        output.ShouldMatch(@"failed +pleo_unavailable +5\s");
        output.ShouldMatch(@"OUTCOME +DELIVERIES\s+created +5\s+5 of 5 deliveries have a result, after ");
        exitAgain.ShouldBe(0);
        again.ShouldBe($"There is no delivery to run.{Environment.NewLine}");
        _local.Pleo.Creations.Count.ShouldBe(Failed);
    }

    [Fact]
    public async Task Some_without_a_result_end_with_exit_code_1()
    {
        await FailAsync();
        await _local.SendAsync("msg_no_key", "contoso");

        var (exit, output, errors) = await RunAsync("--yes", "--rate", "100");

        exit.ShouldBe(1, errors);
        output.ShouldMatch(@"OUTCOME +DELIVERIES\s+created +5\s+tenant_not_configured +1\s+5 of 6 deliveries");
        output.ShouldContain("then run the same command again.");
    }

    [Fact]
    public async Task Filters_select_what_runs()
    {
        await FailAsync();
        await _local.SendAsync("msg_no_key", "contoso");

        var (exit, output, errors) = await RunAsync(
            "--state",
            "failed",
            "--code",
            "tenant_not_configured",
            "--since",
            "2h",
            "--yes"
        );

        exit.ShouldBe(1, errors);
        output.ShouldContain("0 of 1 deliveries have a result");
        _local.Pleo.Creations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("acme", 1)]
    [InlineData("yes", 2)]
    [InlineData("", 2)]
    public async Task Asks_for_the_partner_s_name(string typed, int expected)
    {
        await _local.SendAsync("msg_rejected", TestTenants.Rejected);
        var before = Console.In;
        using var input = new StringReader(typed);
        Console.SetIn(input);
        try
        {
            var (exit, output, errors) = await RunAsync();

            exit.ShouldBe(expected, errors);
            output.ShouldContain("1 deliveries of 1 customers");
            output.ShouldContain("Type the name of the partner to run them: ");
            errors.Contains("Nothing was run.", StringComparison.Ordinal).ShouldBe(expected == 2);
        }
        finally
        {
            Console.SetIn(before);
        }

        (await AttemptsOfAsync(TestTenants.Rejected)).ShouldBe(expected == 1 ? 2 : 1);
    }

    [Fact]
    public async Task Ctrl_C_prints_the_command_that_goes_on_with_what_did_not_run()
    {
        await _local.SendAsync("msg_rejected", TestTenants.Rejected);
        await FailAsync();
        string[] command = ["deliveries", "recover", "--url", _local.Address, "--rate", "2", "--yes"];
        await using var interrupted = LocalProcess.StartCommand([.. command, "--key", "the-admin-key"]);
        await WhenCreatedAsync(1);

        await interrupted.InterruptAsync();

        (await interrupted.WhenEndedAsync()).ShouldBe(1, interrupted.Said);
        var created = _local.Pleo.Creations.Count;
        created.ShouldBeLessThan(Failed);
        interrupted.Output.ShouldMatch($@"created +{created}\s");
        interrupted.Output.ShouldMatch(@"pleo_rejected +1\s");
        interrupted.Output.ShouldMatch($@"\(not run\) +{Failed - created}\s");
        interrupted.Said.ShouldNotContain("the-admin-key");

        var printed = interrupted.Output.Split("-- ")[1].Split('\n')[0].Trim();
        printed.ShouldMatch(
            $@"^deliveries recover --url {_local.Address} --key ""\$PLEOFUNCTIONS_KEY"" --run-before [-0-9]+T[:.0-9]+Z --rate 2 --yes$"
        );
        var (exit, output, errors) = await CommandRun.InvokeAsync(printed.Split(' '));
        exit.ShouldBe(0, errors);
        output.ShouldMatch(@"^Left out because they changed after .+Z: 1\.");
        output.ShouldContain($"{Failed - created} of {Failed - created} deliveries have a result");
        _local.Pleo.Creations.Count.ShouldBe(Failed);
        (await AttemptsOfAsync(TestTenants.Rejected)).ShouldBe(2);
    }

    [Fact]
    public async Task After_a_kill_the_same_command_runs_the_rest()
    {
        await FailAsync();
        string[] command = ["deliveries", "recover", "--url", _local.Address, "--rate", "2", "--yes"];
        await using (LocalProcess.StartCommand(command))
        {
            await WhenCreatedAsync(1);
        }

        _local.Pleo.Creations.Count.ShouldBeLessThan(Failed);
        var (exit, output, errors) = await CommandRun.InvokeAsync(command);

        exit.ShouldBe(0, errors);
        output.ShouldContain(" deliveries have a result");
        _local.Pleo.Creations.Count.ShouldBe(Failed);
    }

    [Theory]
    [InlineData("--rate 0", "--rate 0 is not a number above 0, and at most 1000.")]
    [InlineData("--rate NaN", "--rate NaN is not a number above 0, and at most 1000.")]
    [InlineData("--run-before yesterday", "--run-before 'yesterday' is not a time such as")]
    [InlineData("--since yesterday", "--since 'yesterday' is not a time such as")]
    public async Task A_mistake_of_the_user_is_explained_and_ends_with_exit_code_2(string arguments, string told)
    {
        var (exit, output, errors) = await RunAsync(arguments.Split(' '));

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldStartWith(told);
    }

    [Fact]
    public async Task A_refusal_of_the_app_is_printed_and_ends_with_exit_code_1()
    {
        var (exit, output, errors) = await RunAsync("--partner", "globex");

        exit.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldStartWith("404 unknown_partner: ");
    }

    /// <summary>Lets deliveries of as many customers fail, and then lets Pleo work again.</summary>
    private async Task FailAsync()
    {
        _local.Faults.Pleo = PleoFault.Unreachable;
        var statuses = await Task.WhenAll(
            Enumerable.Range(1, Failed).Select(number => _local.SendAsync($"msg_{number}", $"northwind-{number}"))
        );
        _local.Faults.Pleo = PleoFault.None;
        statuses.ShouldAllBe(status => status == 503);
    }

    private Task WhenCreatedAsync(int count) =>
        Patience.WaitAsync(() => Task.FromResult(_local.Pleo.Creations.Count >= count));

    private async Task<int> AttemptsOfAsync(string tenant)
    {
        var (_, shown, _) = await CommandRun.InvokeAsync(["customers", "show", tenant, "--url", _local.Address]);
        var lines = shown.Split('\n');
        var heads = lines.Single(line => line.StartsWith("DELIVERY", StringComparison.Ordinal));
        var row = lines.Single(line => line.StartsWith("msg_", StringComparison.Ordinal));
        var attempts = row[heads.IndexOf("ATTEMPTS", StringComparison.Ordinal)..];
        return int.Parse(attempts.Split(' ')[0], CultureInfo.InvariantCulture);
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments) =>
        CommandRun.InvokeAsync(["deliveries", "recover", .. arguments, "--url", _local.Address]);
}
