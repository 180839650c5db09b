using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Testing.Operators;
using PleoFunctions.Testing.Recovery;

namespace PleoFunctions.Onboarding.Tests.Recovery;

public sealed class InMemoryRecoveryTests : RecoveryContract
{
    private protected override int EntriesWithoutDelivery => 0;

    [Fact]
    public async Task The_pauses_grow_until_the_delivery_is_dead()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Busy());
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Forget();

        var minutes = new List<int>();
        for (var minute = 1; minute <= 3 * 24 * 60 + 2; minute++)
        {
            scenario.Clock.Advance(TimeSpan.FromMinutes(1));
            await RunAsync(scenario);
            if (scenario.Pleo.Calls.Count > 0)
            {
                minutes.Add(minute);
                scenario.Pleo.Forget();
            }
        }

        // After 1 minute, then 5 and 30 minutes, 2, 5, 10 and 24 hours later; the runs are a minute apart.
        minutes.Count.ShouldBe(8);
        int[] pauses = [1, 5, 30, 120, 300, 600, 1440, 1440];
        minutes
            .Zip(minutes.Prepend(0), (one, before) => one - before)
            .Zip(pauses)
            .ShouldAllBe(pause => pause.First >= pause.Second && pause.First <= pause.Second + 2);
        var dead = await scenario.ReadAsync("msg_1");
        dead.GetProperty("state").GetString().ShouldBe("dead");
        dead.GetProperty("code").GetString().ShouldBe("pleo_unavailable");
        dead.TryGetProperty("nextAttemptAt", out _).ShouldBeFalse();
        scenario.Logs.Text.ShouldContain("601 Recovery gave up delivery msg_1 of acme for northwind");
    }

    private protected override OperatorScenario Compose() => new();

    private protected override Task PassAsync(OperatorScenario scenario, TimeSpan time)
    {
        scenario.Clock.Advance(time);
        return Task.CompletedTask;
    }

    private protected override Task LeaveEntryAsync(OperatorScenario scenario, DeliveryKey key) => Task.CompletedTask;
}
