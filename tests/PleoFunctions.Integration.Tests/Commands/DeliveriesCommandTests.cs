using PleoFunctions.Integration.Tests.Hosting;
using PleoFunctions.Local.Commands;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Integration.Tests.Commands;

public sealed class DeliveriesCommandTests : IAsyncLifetime
{
    private const string Time = "[-0-9]+T[:0-9]+Z";

    private readonly RunningLocal _local = new();

    public ValueTask InitializeAsync() => _local.InitializeAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    [Fact]
    public async Task List_prints_a_table_of_what_is_not_done()
    {
        await _local.SendAsync("msg_done");
        await _local.SendAsync("msg_1", TestTenants.Unauthorized);
        await _local.SendAsync("msg_with_a_longer_id", TestTenants.Rejected);

        var (exit, output, errors) = await RunAsync("list");

        exit.ShouldBe(0, errors);
        var lines = output.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        lines[0].ShouldMatch("^DELIVERY +TENANT +STATE +CODE +ATTEMPTS +FIRST +CHANGED +NEXT$");
        lines[1].ShouldMatch($"^msg_1 +unauthorized +failed +pleo_unauthorized +1 +{Time} +{Time} +{Time}$");
        lines[2]
            .ShouldMatch($"^msg_with_a_longer_id +rejected +failed +pleo_rejected +1 +{Time} +{Time} +not by itself$");
        lines.Length.ShouldBe(3);
        foreach (var line in lines[1..])
        {
            line.IndexOf("failed", StringComparison.Ordinal)
                .ShouldBe(lines[0].IndexOf("STATE", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("--state failed", true)]
    [InlineData("--code pleo_rejected", true)]
    [InlineData("--since 2h", true)]
    [InlineData("--since 2026-01-01T00:00:00Z --state failed --code pleo_rejected --partner acme", true)]
    [InlineData("--state dead", false)]
    [InlineData("--code pleo_unavailable", false)]
    [InlineData("--since 2999-01-01T00:00:00Z", false)]
    public async Task List_filters(string options, bool found)
    {
        await _local.SendAsync("msg_1", TestTenants.Rejected);

        var (exit, output, errors) = await RunAsync(["list", .. options.Split(' ')]);

        exit.ShouldBe(0, errors);
        output.Contains("msg_1", StringComparison.Ordinal).ShouldBe(found);
        output.Contains("There is no such delivery.", StringComparison.Ordinal).ShouldBe(!found);
    }

    [Fact]
    public async Task List_says_when_there_are_more_and_fetches_them_on_request()
    {
        for (var number = 0; number < 205; number++)
        {
            await _local.SendAsync($"msg_{number:000}", TestTenants.Rejected);
        }

        var (_, page, _) = await RunAsync("list");
        var (_, all, _) = await RunAsync("list", "--all");

        Count(page).ShouldBe(50);
        page.ShouldContain("--all");
        Count(all).ShouldBe(205);
        all.ShouldNotContain("--all");

        static int Count(string output) => output.Split("msg_").Length - 1;
    }

    [Fact]
    public async Task Show_prints_all_that_is_known_of_a_delivery()
    {
        await _local.SendAsync("msg_1");

        var (exit, output, errors) = await RunAsync("show", "northwind", "msg_1");

        exit.ShouldBe(0, errors);
        output.ShouldMatch(@"tenant +northwind\b");
        output.ShouldMatch(@"state +done\b");
        output.ShouldMatch(@"first seen +.+Z");
        output.ShouldMatch(@"occurred +.+Z");
        output.ShouldNotContain("next attempt");
        output.ShouldMatch(@"ATTEMPT +STATE +CODE +CLAIMED +ENDED\s+1 +done +.+Z +.+Z");
        output.ShouldContain("\"externalConfigurationId\": \"123456789\"");
    }

    [Theory]
    [InlineData(TestTenants.Unauthorized, Time)]
    [InlineData(TestTenants.Rejected, "not by itself")]
    public async Task Show_says_when_recovery_runs_a_delivery_next(string tenant, string next)
    {
        await _local.SendAsync("msg_1", tenant);

        var (exit, output, errors) = await RunAsync("show", tenant, "msg_1");

        exit.ShouldBe(0, errors);
        output.ShouldMatch($@"next attempt +{next}\s");
    }

    [Fact]
    public async Task The_help_of_list_names_the_states_of_deliveries_that_are_not_done()
    {
        var (exit, output, _) = await CommandRun.InvokeAsync(["deliveries", "list", "--help"]);

        exit.ShouldBe(0);
        var help = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        help.ShouldContain("in_progress, waiting, failed, unknown, dead");
        help.ShouldContain("first seen at or after");
    }

    [Fact]
    public async Task Replay_prints_the_outcome_and_the_answer()
    {
        await _local.SendAsync("msg_1");

        var (exit, output, errors) = await RunAsync("replay", "northwind", "msg_1");

        exit.ShouldBe(0, errors);
        output.ShouldStartWith("replayed");
        output.ShouldContain("\"deliveryId\": \"msg_1\"");
    }

    [Theory]
    [InlineData("show northwind msg_0", "404 unknown_delivery: ")]
    [InlineData("show northwind msg_rejected", "404 unknown_delivery: ")]
    [InlineData("replay northwind msg_0", "404 unknown_delivery: ")]
    [InlineData("replay rejected msg_rejected", "422 pleo_rejected: ")]
    [InlineData("list --partner globex", "404 unknown_partner: ")]
    [InlineData("list --state lost", "400 invalid_query: ")]
    [InlineData("list --state done", "400 invalid_query: ")]
    public async Task A_refusal_of_the_app_is_printed_and_ends_with_exit_code_1(string arguments, string told)
    {
        await _local.SendAsync("msg_rejected", TestTenants.Rejected);

        var (exit, output, errors) = await RunAsync(arguments.Split(' '));

        exit.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldStartWith(told);
    }

    [Theory]
    [InlineData("list --since yesterday", "--since 'yesterday' is not a time such as")]
    [InlineData("list --url nowhere", "--url 'nowhere' is not an address such as http://localhost:7071.")]
    [InlineData("list --url http://127.0.0.1:9", "http://127.0.0.1:9 cannot be reached")]
    [InlineData("list --url <local>/simulated", "The address answered 404, but not as the operators' routes do.")]
    public async Task A_mistake_of_the_user_is_explained_and_ends_with_exit_code_2(string arguments, string told)
    {
        string[] all =
        [
            .. arguments.Split(' ').Select(one => one.Replace("<local>", _local.Address, StringComparison.Ordinal)),
        ];

        var (exit, output, errors) = await CommandRun.InvokeAsync(["deliveries", .. all]);

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldStartWith(told);
    }

    [Theory]
    [InlineData("list", "--stat", "failed")]
    [InlineData("show")]
    [InlineData("show", "msg_1")]
    [InlineData("list", "msg_1")]
    public async Task An_invalid_command_line_ends_with_exit_code_2(params string[] arguments)
    {
        var (exit, _, errors) = await CommandRun.InvokeAsync(["deliveries", .. arguments]);

        exit.ShouldBe(2);
        errors.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task Help_ends_with_exit_code_0()
    {
        var (exit, output, _) = await CommandRun.InvokeAsync(["deliveries", "show", "--help"]);

        exit.ShouldBe(0);
        output.ShouldContain("--partner");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Says_that_a_host_requires_a_key_and_sends_the_given_one(int status)
    {
        await using var host = await KeyedHost.StartAsync(status, "the-admin-key");

        var without = await CommandRun.InvokeAsync(["deliveries", "list", "--url", host.Address]);
        var with = await CommandRun.InvokeAsync([
            "deliveries",
            "list",
            "--url",
            host.Address,
            "--key",
            "the-admin-key",
        ]);

        without.Exit.ShouldBe(2);
        without.Errors.ShouldContain("--key");
        with.Exit.ShouldBe(0, with.Errors);
        host.Queries.ShouldAllBe(query => !query.Contains("the-admin-key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("the-admin-key", null, 0)]
    [InlineData("another", "the-admin-key", 0)]
    [InlineData("the-admin-key", "another", 2)]
    [InlineData("", null, 2)]
    public async Task The_key_may_come_from_the_environment_but_the_option_wins(
        string variable,
        string? option,
        int exit
    )
    {
        await using var host = await KeyedHost.StartAsync(401, "the-admin-key");
        string[] key = option is null ? [] : ["--key", option];
        Environment.SetEnvironmentVariable(OperatorSignIn.KeyVariable, variable);
        try
        {
            var outcome = await CommandRun.InvokeAsync(["deliveries", "list", "--url", host.Address, .. key]);
            var help = await CommandRun.InvokeAsync(["deliveries", "list", "--help"]);

            outcome.Exit.ShouldBe(exit, outcome.Errors);
            help.Output.ShouldNotContain("the-admin-key");
        }
        finally
        {
            Environment.SetEnvironmentVariable(OperatorSignIn.KeyVariable, null);
        }
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, null, "the-admin-key")]
    [InlineData(false, "another", "another")]
    [InlineData(true, "another", "another")]
    public async Task The_key_in_the_environment_is_sent_only_to_a_given_address(
        bool urlIsGiven,
        string? option,
        string? key
    )
    {
        Environment.SetEnvironmentVariable(OperatorSignIn.KeyVariable, "the-admin-key");
        try
        {
            using var request = new HttpRequestMessage();
            await OperatorSignIn.Find(urlIsGiven, option).AddToAsync(request, TestContext.Current.CancellationToken);
            (request.Headers.TryGetValues("x-functions-key", out var sent) ? sent.Single() : null).ShouldBe(key);
        }
        finally
        {
            Environment.SetEnvironmentVariable(OperatorSignIn.KeyVariable, null);
        }
    }

    private Task<(int Exit, string Output, string Errors)> RunAsync(params string[] arguments) =>
        CommandRun.InvokeAsync(["deliveries", .. arguments, "--url", _local.Address]);
}
