using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Testing.Recovery;

/// <summary>What recovery does with what was left open, with any ledger.</summary>
public abstract class RecoveryContract
{
    private const string OtherPayload =
        """{"timestamp":"2026-11-20T12:00:00Z","data":{"tenant":"northwind","status":"ACTIVATED"}}""";

    [Fact]
    public async Task A_sender_that_never_comes_back_gets_its_installation()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Busy());
        (await scenario.SendAsync("msg_1")).ShouldBeProblem(503, "pleo_unavailable");
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));

        await RunAsync(scenario);
        var tooEarly = await StateAsync(scenario, "msg_1");
        scenario.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await RunAsync(scenario);

        tooEarly.ShouldBe("failed");
        (await StateAsync(scenario, "msg_1")).ShouldBe("done");
        JsonElement.Parse(scenario.Pleo.Created!).GetProperty("onboardingDeliveryId").GetString().ShouldBe("msg_1");
        (await scenario.SendAsync("msg_1")).Outcome().ShouldBe("replayed");
        scenario.Logs.Text.ShouldContain("105 Delivery msg_1 of acme for northwind was run by recovery");
        scenario.Logs.Text.ShouldContain("602 Recovery ran 1 of 1 open deliveries: 1 are done, 0 are dead.");
    }

    [Fact]
    public async Task A_delivery_that_Pleo_refused_waits_for_a_person_until_it_is_dead()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Forget();

        scenario.Clock.Advance(TimeSpan.FromDays(2));
        await RunAsync(scenario);
        var before = await StateAsync(scenario, "msg_1");
        scenario.Clock.Advance(TimeSpan.FromDays(1.1));
        await RunAsync(scenario);

        before.ShouldBe("failed");
        (await StateAsync(scenario, "msg_1")).ShouldBe("dead");
        scenario.Pleo.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_delivery_whose_time_passed_while_nothing_ran_gets_its_turn_before_it_is_dead()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Busy());
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));

        scenario.Clock.Advance(TimeSpan.FromDays(5));
        await RunAsync(scenario);

        (await StateAsync(scenario, "msg_1")).ShouldBe("done");
    }

    [Fact]
    public async Task A_dead_delivery_runs_when_an_operator_replays_it()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        await scenario.SendAsync("msg_1");
        scenario.Clock.Advance(TimeSpan.FromDays(4));
        await RunAsync(scenario);
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));

        (await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1")).Outcome().ShouldBe("created");
    }

    [Fact]
    public async Task A_delivery_that_waited_for_its_customer_runs()
    {
        await using var scenario = Compose();
        var running = await ClaimAsync(scenario, "msg_1");
        (await scenario.SendAsync("msg_2")).ShouldBeProblem(409, "customer_busy");
        await scenario.Ledger.ReleaseAsync(running, running.Customer, ProblemCode.PleoRejected, isUnknown: false);

        await RunAsync(scenario);

        (await StateAsync(scenario, "msg_2")).ShouldBe("done");
    }

    [Fact]
    public async Task A_claim_that_died_is_taken_over_after_its_lease()
    {
        await using var scenario = Compose();
        await ClaimAsync(scenario, "msg_1");

        await PassAsync(scenario, OperatorScenario.Lease + OperatorScenario.SettlingTime + TimeSpan.FromSeconds(1.1));
        scenario.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await RunAsync(scenario);

        (await StateAsync(scenario, "msg_1")).ShouldBe("done");
        scenario.Pleo.Calls.ShouldBe(["GET", "POST"]);
    }

    [Fact]
    public async Task A_late_update_is_settled_without_another_webhook()
    {
        await using var scenario = Compose();
        await LeaveLateUpdateAsync(scenario);
        scenario.Pleo.Get = () => Task.FromResult(ProgrammablePleo.With("""{"onboardingDeliveryId":"msg_0"}"""));

        await PassAsync(scenario, OperatorScenario.SettlingTime + TimeSpan.FromSeconds(2.1));
        await RunUntilAsync(scenario, async () => (await CustomerAsync(scenario))!.LateUpdateSince is null);

        // A late PUT of an older event had replaced the newest one.
        scenario.Pleo.Calls.ShouldBe(["GET", "PUT"]);
        await RunUntilAsync(scenario, async () => (await OpenAsync(scenario)).Length == 0);
    }

    [Fact]
    public async Task A_stored_webhook_that_is_not_accepted_any_more_waits_between_its_runs_and_is_dead_in_time()
    {
        await using var scenario = Compose();
        var claim = await ClaimAsync(scenario, "msg_1", """{"data":{"tenant":"northwind","status":"UNHEARD"}}""");
        await scenario.Ledger.ReleaseAsync(claim, claim.Customer, ProblemCode.PleoUnavailable, isUnknown: false);

        scenario.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await RunAsync(scenario);
        scenario.Clock.Advance(TimeSpan.FromSeconds(30));
        await RunAsync(scenario);
        var runs = scenario.Logs.Text.Split("105 Delivery msg_1").Length - 1;
        var early = await StateAsync(scenario, "msg_1");
        scenario.Clock.Advance(TimeSpan.FromDays(3));
        await RunAsync(scenario);

        runs.ShouldBe(1);
        early.ShouldBe("failed");
        var dead = await scenario.ReadAsync("msg_1");
        dead.GetProperty("state").GetString().ShouldBe("dead");
        dead.GetProperty("code").GetString().ShouldBe("pleo_unavailable");
    }

    [Fact]
    public async Task A_late_update_that_cannot_be_settled_is_tried_less_and_less_and_then_left()
    {
        await using var scenario = Compose();
        await LeaveLateUpdateAsync(scenario);
        scenario.Pleo.Get = () => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.Unauthorized));

        var runs = 0;
        for (var hour = 0; hour < 80; hour++)
        {
            scenario.Clock.Advance(TimeSpan.FromHours(1));
            await RunAsync(scenario);
            runs = scenario.Logs.Text.Split("105 Delivery msg_1").Length - 1;
        }

        runs.ShouldBeInRange(5, 30);
        (await OpenAsync(scenario)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_entry_that_looks_as_if_nothing_were_to_do_is_compared_with_its_delivery_in_its_turn()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Busy());
        await scenario.SendAsync("msg_1");
        var entry = (await OpenAsync(scenario)).Single();
        await scenario.Ledger.CorrectAsync(entry, entry.Summary with { State = DeliveryState.Dead });
        scenario.Timings.SlicesPerRun = LedgerSlices.Count;

        await RunAsync(scenario);

        (await OpenAsync(scenario)).Single().Summary.State.ShouldBe(DeliveryState.Failed);
    }

    [Fact]
    public async Task An_entry_whose_delivery_never_came_is_removed()
    {
        await using var scenario = Compose();
        await LeaveEntryAsync(scenario, new DeliveryKey("acme", "northwind", "msg_1"));

        scenario.Clock.Advance(TimeSpan.FromMinutes(5));
        await RunAsync(scenario);
        var early = (await OpenAsync(scenario)).Length;
        scenario.Clock.Advance(TimeSpan.FromMinutes(6));
        await RunAsync(scenario);

        early.ShouldBe(EntriesWithoutDelivery);
        (await OpenAsync(scenario)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_ended_long_ago_is_deleted_and_the_old_event_stays_superseded()
    {
        await using var scenario = Compose();
        await scenario.SendAsync("msg_1", OtherPayload);
        await scenario.SendAsync("msg_2");
        scenario.Pleo.Get = () => Task.FromResult(ProgrammablePleo.With("""{"onboardingDeliveryId":"msg_2"}"""));

        scenario.Timings.SlicesPerRun = LedgerSlices.Count;
        scenario.Clock.Advance(TimeSpan.FromDays(89));
        await RunAsync(scenario);
        var key = new DeliveryKey("acme", "northwind", "msg_1");
        var kept = (await FindAsync(scenario, key)).Delivery;
        scenario.Clock.Advance(TimeSpan.FromDays(2));
        await RunUntilAsync(scenario, async () => (await FindAsync(scenario, key)).Delivery is null);
        scenario.Pleo.Forget();
        var old = await scenario.SendAsync("msg_1", OtherPayload);

        kept.ShouldNotBeNull();
        old.Outcome().ShouldBe("superseded");
        scenario.Pleo.Calls.ShouldBe(["GET"]);
        scenario.Logs.Text.ShouldContain("It deleted 2 that ended long ago");
    }

    [Fact]
    public async Task Two_runs_at_once_do_each_delivery_once()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Busy());
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));
        scenario.Pleo.Forget();
        scenario.Clock.Advance(TimeSpan.FromMinutes(1.1));

        await Task.WhenAll(RunAsync(scenario), RunAsync(scenario), RunAsync(scenario));

        scenario.Pleo.Calls.ShouldBe(["POST"]);
        (await StateAsync(scenario, "msg_1")).ShouldBe("done");
    }

    [Fact]
    public async Task A_host_that_stops_begins_nothing()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Busy());
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Forget();
        scenario.Clock.Advance(TimeSpan.FromMinutes(1.1));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await scenario.Recovery.RunAsync(stopped.Token);

        scenario.Pleo.Calls.ShouldBeEmpty();
        (await StateAsync(scenario, "msg_1")).ShouldBe("failed");
    }

    [Fact]
    public async Task A_customer_that_is_being_erased_is_left_alone()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Busy());
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Forget();
        var customer = (await CustomerAsync(scenario))!;
        var claim = new CustomerClaim("", "erase", OperatorScenario.Lease, LeaseUntil: null);
        await scenario.Store.EraseAsync(customer.Erasing(claim), []);
        scenario.Clock.Advance(TimeSpan.FromMinutes(1.1));

        await RunAsync(scenario);

        scenario.Pleo.Calls.ShouldBeEmpty();
        (await StateAsync(scenario, "msg_1")).ShouldBe("failed");
    }

    private protected abstract OperatorScenario Compose();

    /// <summary>Returns when that much time has passed on the ledger's clock.</summary>
    private protected abstract Task PassAsync(OperatorScenario scenario, TimeSpan time);

    /// <summary>Leaves an entry in the index as a claim does that crashes before it is written, where the store can.</summary>
    private protected abstract Task LeaveEntryAsync(OperatorScenario scenario, DeliveryKey key);

    /// <summary>How many entries <see cref="LeaveEntryAsync"/> leaves.</summary>
    private protected abstract int EntriesWithoutDelivery { get; }

    private protected static Task RunAsync(OperatorScenario scenario) =>
        scenario.Recovery.RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Runs recovery until a condition holds. A store may change its index in the background.</summary>
    private static Task RunUntilAsync(
        OperatorScenario scenario,
        Func<Task<bool>> holds,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    ) =>
        Patience.WaitAsync(
            async () =>
            {
                if (await holds())
                {
                    return true;
                }

                scenario.Clock.Advance(TimeSpan.FromSeconds(10));
                await RunAsync(scenario);
                return false;
            },
            what
        );

    /// <summary>Leaves a delivery done, and a PUT of its customer that may take effect late.</summary>
    private static async Task LeaveLateUpdateAsync(OperatorScenario scenario)
    {
        var claim = await ClaimAsync(scenario, "msg_1");
        var facts = claim.Customer.With(claim.Delivery) with
        {
            InstallationId = "123e4567-e89b-12d3-a456-426614174000",
            LateUpdateSince = claim.ClaimedAt,
        };
        var answer = Encoding.UTF8.GetBytes(
            """{"deliveryId":"msg_1","partner":"acme","tenant":"northwind","installation":{"id":"1","applicationId":"1","resource":{"urn":"u","type":null,"id":null},"status":"PENDING_INTEGRATION","state":"pending","errorCode":null,"metadata":{},"createdAt":"2021-01-01T00:00:00Z","updatedAt":"2021-01-01T00:00:00Z"}}"""
        );
        await scenario.Ledger.CompleteAsync(claim, facts, answer);
    }

    private static async Task<string> StateAsync(OperatorScenario scenario, string deliveryId) =>
        (await scenario.ReadAsync(deliveryId)).GetProperty("state").GetString()!;

    private static async Task<CustomerRecord?> CustomerAsync(OperatorScenario scenario) =>
        (await FindAsync(scenario, new DeliveryKey("acme", "northwind", "msg_1"))).Customer;

    private static async Task<(CustomerRecord? Customer, DeliveryRecord? Delivery)> FindAsync(
        OperatorScenario scenario,
        DeliveryKey key
    ) =>
        (await scenario.Ledger.ReadAsync(key)).Succeeded(out var rows, out var problem)
            ? (rows.Customer, rows.Delivery)
            : throw new InvalidOperationException(problem.Detail);

    private static async Task<OpenDelivery[]> OpenAsync(OperatorScenario scenario) =>
        (await scenario.Ledger.ReadOpenAsync("acme")).Succeeded(out var open, out var problem)
            ? open
            : throw new InvalidOperationException(problem.Detail);

    private static async Task<ClaimResult.Granted> ClaimAsync(
        OperatorScenario scenario,
        string deliveryId,
        string payload = OperatorScenario.Payload
    ) =>
        (
            await scenario.Ledger.ClaimAsync(
                new DeliveryKey("acme", "northwind", deliveryId),
                new DeliveryRequest(Encoding.UTF8.GetBytes(payload), occurredAt: null),
                OperatorScenario.Lease,
                OperatorScenario.SettlingTime
            )
        ).ShouldBeOfType<ClaimResult.Granted>();
}
