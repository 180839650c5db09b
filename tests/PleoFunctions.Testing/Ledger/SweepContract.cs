using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Ledger;

/// <summary>What every store keeps of deliveries that are open, and forgets of those that ended long ago.</summary>
public abstract class SweepContract : LedgerContract
{
    private static readonly DateTimeOffset LongAfter = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Old_deliveries_that_ended_are_deleted_and_open_ones_stay()
    {
        await DoneAsync("done");
        await FailAsync(await GrantAsync("failed"));
        await FailAsync(await GrantAsync("dead"), ProblemCode.PleoRejected);
        await GiveUpAsync("dead");
        await DoneAsync("other", tenant: "southwind");
        await GrantAsync("running");
        await ClaimAsync("waiting");

        var deleted = await SweepAsync(LongAfter);

        deleted.ShouldBe(3);
        (await ReadAsync("done")).Delivery.ShouldBeNull();
        (await ReadAsync("dead")).Delivery.ShouldBeNull();
        (await ReadAsync("other", "southwind")).Delivery.ShouldBeNull();
        (await FindOpenAsync("dead")).ShouldBeNull();
        foreach (var id in (string[])["failed", "running", "waiting"])
        {
            (await ReadAsync(id)).Delivery.ShouldNotBeNull();
            (await FindOpenAsync(id)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Old_records_of_what_operators_did_are_deleted_and_others_stay()
    {
        await DoneAsync("done");
        await BeginAuditAsync("done");
        await BeginAuditAsync(null);

        (await SweepAsync(Noon)).ShouldBe(0);
        (await ReadAuditAsync()).ShouldBe(["Erase by operator: ", "Replay of done by operator: "]);
        (await SweepAsync(LongAfter)).ShouldBe(1, "records are not deliveries");
        (await ReadAuditAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_slice_has_its_customers()
    {
        var last = Enumerable
            .Range(0, 10_000)
            .Select(number => $"tenant{number}")
            .First(tenant => LedgerSlices.Of(KeyOf("", tenant).Customer) == LedgerSlices.Count - 1);
        await DoneAsync("done", tenant: last);

        (await SweepAsync(LongAfter)).ShouldBe(1);
    }

    [Fact]
    public async Task Deliveries_that_are_not_old_stay()
    {
        await DoneAsync("done");
        await FailAsync(await GrantAsync("dead"), ProblemCode.PleoRejected);
        await GiveUpAsync("dead");

        (await SweepAsync(Noon)).ShouldBe(0);

        (await ReadAsync("done")).Delivery.ShouldNotBeNull();
        (await ReadAsync("dead")).Delivery.ShouldNotBeNull();
        (await FindOpenAsync("dead")).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_customer_stays_so_an_old_event_sent_again_is_superseded()
    {
        await ApplyAsync(await GrantAsync("old", occurredAt: Noon));
        await ApplyAsync(await GrantAsync("newest", occurredAt: Noon.AddMinutes(1)));

        await SweepAsync(LongAfter);
        var again = await GrantAsync("old", occurredAt: Noon);

        again.Customer.Applied!.DeliveryId.ShouldBe("newest");
        again.Customer.InstallationId.ShouldBe("installation");
        again.Customer.Supersedes(again.Delivery).ShouldBeTrue();
        again.Newest.ShouldBeNull();
        again.Delivery.Number.ShouldBe(3);
    }

    [Fact]
    public async Task Many_deliveries_of_one_customer_are_deleted_together()
    {
        foreach (var number in Enumerable.Range(0, 230))
        {
            await ApplyAsync(await GrantAsync($"msg_{number}"));
        }

        (await SweepAsync(LongAfter)).ShouldBe(230);
        (await SweepAsync(LongAfter)).ShouldBe(0);
    }

    [Fact]
    public async Task Another_partners_deliveries_stay()
    {
        await DoneAsync("done");
        var key = new DeliveryKey(Partner + "x", "northwind", "msg_1");
        var claim = await Ledger.ClaimAsync(key, RequestOf("x"), Lease, Settling);
        await ApplyAsync((ClaimResult.Granted)claim);

        (await SweepAsync(LongAfter)).ShouldBe(1);

        (await Ledger.ReadAsync(key)).Succeeded(out var rows, out _).ShouldBeTrue();
        rows!.Delivery.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_sweep_that_is_stopped_goes_on_the_next_time()
    {
        await DoneAsync("msg_1");
        await DoneAsync("msg_2", tenant: "southwind");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        var first = await SweepAsync(LongAfter, stopped.Token);
        var second = await SweepAsync(LongAfter);

        (first + second).ShouldBe(2);
    }

    [Fact]
    public async Task A_dead_delivery_keeps_its_last_problem_and_can_run_again()
    {
        await FailAsync(await GrantAsync("msg_1"), ProblemCode.PleoUnauthorized);
        var dead = await GiveUpAsync("msg_1");
        var entry = await FindOpenAsync("msg_1");

        var again = await GrantAsync("msg_1");
        await ApplyAsync(again);
        await WaitForIndexAsync("msg_1");

        dead.Summary.State.ShouldBe(DeliveryState.Dead);
        dead.Summary.Code.ShouldBe("pleo_unauthorized");
        entry!.Summary.State.ShouldBe(DeliveryState.Dead);
        again.Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task A_delivery_that_never_ran_is_dead_because_its_customer_was_busy()
    {
        await FailAsync(await WaitBehindAsync("waiting"));

        (await GiveUpAsync("waiting")).Summary.Code.ShouldBe("customer_busy");
    }

    [Fact]
    public async Task A_delivery_that_is_done_or_runs_is_not_given_up()
    {
        await DoneAsync("done");
        await WaitBehindAsync("waiting");

        var done = await GiveUpAsync("done");
        var running = await Ledger.GiveUpAsync(KeyOf("waiting"));
        var unknown = await Ledger.GiveUpAsync(KeyOf("never-sent", "unknown"));

        done.Summary.State.ShouldBe(DeliveryState.Done);
        running.Succeeded(out _, out var busy).ShouldBeFalse();
        busy!.Code.ShouldBe(ProblemCode.CustomerBusy);
        unknown.Succeeded(out _, out var missing).ShouldBeFalse();
        missing!.Code.ShouldBe(ProblemCode.UnknownDelivery);
    }

    [Fact]
    public async Task An_entry_that_changed_since_it_was_read_is_not_corrected()
    {
        await FailAsync(await GrantAsync("msg_1"));
        var entry = await FindOpenAsync("msg_1");
        await FailAsync(await GrantAsync("msg_1"), ProblemCode.VaultUnavailable);

        await Ledger.CorrectAsync(entry!, delivery: null);

        (await FindOpenAsync("msg_1"))!.Summary.Code.ShouldBe("vault_unavailable");
    }

    [Fact]
    public async Task A_done_delivery_stays_in_the_index_while_a_late_update_has_to_be_settled()
    {
        var claim = await GrantAsync("msg_1");
        var facts = Installed(claim) with { LateUpdateSince = claim.ClaimedAt };
        await Ledger.CompleteAsync(claim, facts, "{}"u8.ToArray());

        await Patience.WaitAsync(async () => (await FindOpenAsync("msg_1"))!.Summary.State is DeliveryState.Done);

        (await Ledger.ListAsync(Partner, new DeliveryQuery())).Succeeded(out var list, out _).ShouldBeTrue();
        list!.Deliveries.ShouldBeEmpty();
        await Ledger.CorrectAsync((await FindOpenAsync("msg_1"))!, delivery: null);
        (await FindOpenAsync("msg_1")).ShouldBeNull();
    }

    /// <summary>Lets a delivery wait behind another one.</summary>
    /// <returns>The claim on the other one.</returns>
    private async Task<ClaimResult.Granted> WaitBehindAsync(string id)
    {
        var running = await GrantAsync("running");
        (await ClaimAsync(id)).ShouldBeOfType<ClaimResult.CustomerBusy>();
        return running;
    }

    private protected async Task<int> SweepAsync(DateTimeOffset before, CancellationToken stop = default)
    {
        var deleted = 0;
        var limits = new SweepLimits(before, new HashSet<DeliveryKey>());
        for (var slice = 0; slice < LedgerSlices.Count; slice++)
        {
            (await Ledger.SweepAsync(Partner, slice, limits, stop)).Succeeded(out var sweep, out _).ShouldBeTrue();
            deleted += sweep!.Deleted;
        }

        return deleted;
    }
}
