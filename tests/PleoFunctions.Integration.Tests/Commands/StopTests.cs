using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>How Local ends.</summary>
public sealed class StopTests
{
    [Fact]
    public async Task Ctrl_C_stops_it_cleanly()
    {
        await using var local = await LocalProcess.StartAsync();

        await local.InterruptAsync();

        (await local.WhenEndedAsync()).ShouldBe(0, local.Output);
    }

    [Fact]
    public async Task Ctrl_C_waits_for_a_delivery_in_progress_and_its_answer()
    {
        await using var local = await LocalProcess.StartAsync(
            ("Pleo__AttemptTimeout", "00:00:01.5"),
            ("Pleo__TotalTimeout", "00:00:05")
        );
        await local.WarmUpAsync();
        var delivery = local.SendAsync("--tenant", "slow");
        await local.WhenPrintedAsync("POST ended as TimedOut");

        await local.InterruptAsync();

        (await delivery).ShouldBeProblem(503, "outcome_unknown");
        (await local.WhenEndedAsync()).ShouldBe(0, local.Output);
    }
}
