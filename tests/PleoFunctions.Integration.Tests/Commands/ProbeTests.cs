using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PleoFunctions.Integration.Tests.Hosting;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>A developer probes the simulated Pleo, which does in several ways what Pleo's contract leaves open.</summary>
public sealed class ProbeTests
{
    private const string Key = "pls_local_acme_northwind";

    [Fact]
    public async Task All_assumptions_hold_at_the_simulated_Pleo_and_nothing_is_left()
    {
        await using var local = await StartAsync(static _ => { });

        var probe = await ProbeAsync(local);

        probe.ExitCode.ShouldBe(0, probe.Error);
        probe.Output.ShouldStartWith($"Assumptions about Pleo at {local.Address}/simulated/pleo/");
        probe.Output.ShouldContain("holds          PUT replaces the metadata.\n               Seen: replaced\n");
        probe.Output.ShouldNotContain("does not hold");
        probe.Output.ShouldNotContain("not seen");
        ShouldHideTheKey(probe);
        local.Pleo.Show(Key).ShouldBeNull();
    }

    [Theory]
    [InlineData("CreatesAgain", "second_post", "does_not_hold", "status 200 with another installation")]
    [InlineData(
        "ReturnsExisting",
        "second_post",
        "holds",
        "status 200 with the same installation, with the metadata of the first POST"
    )]
    [InlineData(
        "MergesMetadata",
        "put_metadata",
        "does_not_hold",
        "merged: a value that the PUT left out is still there"
    )]
    [InlineData("DoesNotIntrospect", "introspect", "does_not_hold", "status 404")]
    [InlineData(
        "ExplainsErrors",
        "errors",
        "holds",
        "GET: status 404 with a body of application/json; POST again: status 409 with a body of application/json; GET after DELETE: status 404 with a body of application/json"
    )]
    public async Task Sees_what_a_Pleo_of_another_kind_does(string kind, string id, string verdict, string seen)
    {
        await using var local = await StartAsync(options =>
            typeof(SimulatedPleoOptions).GetProperty(kind)!.SetValue(options, true)
        );

        var probe = await ProbeAsync(local, Key, "--json");

        var json = JsonNode.Parse(probe.Output)!;
        var assumption = json["assumptions"]!
            .AsArray()
            .Single(one => string.Equals((string?)one!["id"], id, StringComparison.Ordinal))!;
        ((string?)assumption["verdict"]).ShouldBe(verdict);
        ((string?)assumption["seen"]).ShouldBe(seen);
        ((bool?)json["cleanedUp"]).ShouldBe(true);
        json["calls"]!.AsArray().Count.ShouldBe(8);
        probe.ExitCode.ShouldBe(verdict is "holds" ? 0 : 1, probe.Error);
        ShouldHideTheKey(probe);
        local.Pleo.Show(Key).ShouldBeNull();
    }

    [Fact]
    public async Task An_account_with_an_installation_is_left_alone_unless_told_to()
    {
        const string key = "pls_local_acme_installed";
        await using var local = await StartAsync(static _ => { });
        var before = local.Pleo.Show(key);

        var refused = await ProbeAsync(local, key);
        var between = local.Pleo.Show(key);
        var told = await ProbeAsync(local, key, "--delete-existing");

        refused.ExitCode.ShouldBe(1);
        refused.Output.ShouldBeEmpty();
        refused.Error.ShouldContain("pass --delete-existing");
        between.ShouldBe(before.ShouldNotBeNull());
        told.ExitCode.ShouldBe(0, told.Error);
        local.Pleo.Show(key).ShouldBeNull();
    }

    [Theory]
    [InlineData("pls_local_acme_unauthorized", 1, "Pleo refuses the key (status 401).")]
    [InlineData("other", 1, "Pleo refuses the key (status 401).")]
    [InlineData("a:b", 2, "This is not a usable API key")]
    public async Task A_key_that_cannot_be_used_changes_nothing(string key, int exit, string told)
    {
        await using var local = await StartAsync(static _ => { });

        var probe = await ProbeAsync(local, key);

        probe.ExitCode.ShouldBe(exit, probe.Output);
        probe.Error.ShouldStartWith(told);
        local.Pleo.Creations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--environment Production", "--environment is 'Production'; expected Staging.")]
    [InlineData("--base-address https://external.pleo.io/", "The probe does not run against external.pleo.io")]
    [InlineData("--base-address https://EXTERNAL.PLEO.IO./v1", "The probe does not run against external.pleo.io")]
    [InlineData("--base-address https://api.pleo.io", "The probe does not run against api.pleo.io")]
    [InlineData("--environment Staging --base-address https://pleo.example", "Which Pleo?")]
    [InlineData("--base-address nowhere", "Pleo__BaseAddress is 'nowhere'")]
    public async Task Refuses_production_and_addresses_that_are_none(string arguments, string told)
    {
        var (exit, output, errors) = await CommandRun.InvokeAsync(["probe", .. arguments.Split(' ')]);

        exit.ShouldBe(2);
        output.ShouldBeEmpty();
        errors.ShouldStartWith(told);
    }

    [Fact]
    public async Task An_interruption_deletes_the_installation_before_the_probe_ends()
    {
        await using var pleo = await HoldingPleo.StartAsync();
        await using var probe = LocalProcess.StartBy(
            "bash",
            ["-c", "exec \"$@\" < <(printf %s \"$0\")", Key],
            "probe",
            "--base-address",
            pleo.Address
        );
        await pleo.WhenHeldAsync();

        await probe.InterruptAsync();

        (await probe.WhenEndedAsync()).ShouldBe(2, probe.Said);
        probe.Error.ShouldStartWith("Interrupted. Nothing of the probe is left at Pleo.");
        pleo.HasInstallation.ShouldBeFalse();
    }

    private static async Task<RunningLocal> StartAsync(Action<SimulatedPleoOptions> configure)
    {
        var local = new RunningLocal(configure);
        await local.InitializeAsync();
        return local;
    }

    private static Task<LocalOutcome> ProbeAsync(RunningLocal local, string key = Key, params string[] arguments) =>
        LocalProcess.RunToEndByAsync(
            "bash",
            ["-c", "printf %s \"$0\" | \"$@\"", key],
            ["probe", "--base-address", $"{local.Address}/simulated/pleo", .. arguments]
        );

    private static void ShouldHideTheKey(LocalOutcome probe)
    {
        probe.Output.ShouldNotContain(Key);
        probe.Error.ShouldNotContain(Key);
    }

    /// <summary>A Pleo that creates, and then holds the second POST.</summary>
    private sealed class HoldingPleo : IAsyncDisposable
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly WebApplication _app;

        private HoldingPleo()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.Run(AnswerAsync);
        }

        public string Address => _app.Urls.First();

        public bool HasInstallation { get; private set; }

        public static async Task<HoldingPleo> StartAsync()
        {
            var pleo = new HoldingPleo();
            await pleo._app.StartAsync();
            return pleo;
        }

        public Task WhenHeldAsync() => Patience.ForAsync(_held.Task, "the call that Pleo holds");

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private async Task AnswerAsync(HttpContext context)
        {
            if (HttpMethods.IsPost(context.Request.Method) && HasInstallation)
            {
                var gone = new TaskCompletionSource();
                await using var registration = context.RequestAborted.Register(gone.SetResult);
                _held.SetResult();
                await gone.Task;
                return;
            }

            if (HttpMethods.IsPost(context.Request.Method))
            {
                HasInstallation = true;
            }
            else if (HttpMethods.IsDelete(context.Request.Method))
            {
                HasInstallation = false;
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            }
            else
            {
                context.Response.StatusCode = HasInstallation ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            }
        }
    }
}
