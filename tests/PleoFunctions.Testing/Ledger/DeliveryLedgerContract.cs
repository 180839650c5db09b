using System.Text;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Ledger;

/// <summary>The contract of the ledger on every store.</summary>
public abstract class DeliveryLedgerContract : LedgerContract
{
    [Fact]
    public async Task Grants_a_new_delivery_of_a_new_customer()
    {
        var claim = await GrantAsync();

        claim.Key.ShouldBe(KeyOf("msg_1"));
        claim.Attempt.ShouldBe(1);
        claim.Customer.InstallationId.ShouldBeNull();
        claim.Customer.CreateDoubt.ShouldBeNull();
        claim.Customer.Deliveries.ShouldBe(1);
        claim.Newest.ShouldBeNull();
    }

    [Fact]
    public async Task Does_not_grant_a_delivery_that_another_claim_holds()
    {
        await GrantAsync();

        var left = (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.InProgress>().LeaseLeft;

        left.ShouldBeGreaterThan(TimeSpan.Zero);
        left.ShouldBeLessThanOrEqualTo(Lease);
    }

    [Fact]
    public async Task Lets_another_delivery_of_the_customer_wait_and_keeps_its_body()
    {
        var running = await GrantAsync("msg_1");

        var waiting = (await ClaimAsync("msg_2")).ShouldBeOfType<ClaimResult.CustomerBusy>();
        var again = await ClaimAsync("msg_2");
        var kept = (await ReadAsync("msg_2")).Delivery!;
        await ApplyAsync(running);

        waiting.LeaseLeft.ShouldBeInRange(TimeSpan.FromTicks(1), Lease);
        again.ShouldBeOfType<ClaimResult.CustomerBusy>();
        kept.Summary.State.ShouldBe(DeliveryState.Waiting);
        kept.Summary.Attempts.ShouldBe(0);
        kept.Number.ShouldBe(2);
        Encoding.UTF8.GetString(kept.Body.Span).ShouldBe("body of msg_2");
        (await GrantAsync("msg_2")).Customer.InstallationId.ShouldBe("installation");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Promises_a_known_delivery_only_when_recovery_runs_it(bool isUnknown)
    {
        await FailAsync(await GrantAsync("msg_1"), isUnknown: isUnknown);
        await GrantAsync("msg_2");

        var busy = (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.CustomerBusy>();

        busy.IsPromised.ShouldBe(isUnknown);
    }

    [Fact]
    public async Task Does_not_give_up_a_delivery_while_its_customer_is_worked_on()
    {
        await GrantAsync();

        (await Ledger.GiveUpAsync(KeyOf("msg_1"))).Succeeded(out _, out var problem).ShouldBeFalse();

        problem!.Code.ShouldBe(ProblemCode.CustomerBusy);
        (await ReadAsync("msg_1")).Delivery!.Summary.State.ShouldBe(DeliveryState.InProgress);
    }

    [Fact]
    public async Task Does_not_let_one_customer_wait_for_another()
    {
        await GrantAsync("msg_1", tenant: "northwind");
        await GrantAsync("msg_1", tenant: "southwind");
        await GrantAsync("msg_1", tenant: "northwin");
    }

    [Fact]
    public async Task Answers_a_done_delivery_even_while_the_customer_is_busy()
    {
        await ApplyAsync(await GrantAsync("msg_1"), "answer 1");
        await GrantAsync("msg_2");

        var done = (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>();

        Encoding.UTF8.GetString(done.Answer.Span).ShouldBe("answer 1");
    }

    [Fact]
    public async Task Leaves_a_doubt_of_both_kinds_when_a_lease_has_run_out()
    {
        var dead = await GrantAsync("msg_1", ShortLease);
        await PassLeaseAsync();

        var claim = await GrantAsync("msg_1");

        claim.Attempt.ShouldBe(2);
        claim.Delivery.Summary.FirstSeenAt.ShouldBe(dead.Delivery.Summary.FirstSeenAt);
        var doubt = claim.Customer.CreateDoubt.ShouldNotBeNull();
        doubt.DeliveryIds.ShouldBe(["msg_1"]);
        claim.Customer.LateUpdateSince.ShouldBe(doubt.Since);
    }

    [Fact]
    public async Task Counts_the_doubt_of_a_lapsed_claim_from_the_end_of_its_lease()
    {
        var dead = await GrantAsync("msg_1", ShortLease);
        await PassLeaseAsync();

        var claim = await GrantAsync("msg_2");

        // The store gives the time of a claim in whole seconds, cut off.
        (claim.Customer.CreateDoubt!.Since - (dead.ClaimedAt + ShortLease)).ShouldBeInRange(
            TimeSpan.Zero,
            TimeSpan.FromSeconds(1)
        );
    }

    [Fact]
    public async Task Doubts_an_update_too_when_a_claim_lapsed_on_a_customer_with_an_installation()
    {
        await ApplyAsync(await GrantAsync("msg_1"));
        await GrantAsync("msg_2", ShortLease);
        await PassLeaseAsync();

        var claim = await GrantAsync("msg_2");

        claim.Customer.CreateDoubt!.DeliveryIds.ShouldBe(["msg_2"]);
        claim.Customer.LateUpdateSince.ShouldBe(claim.Customer.CreateDoubt.Since);
        claim.Customer.InstallationId.ShouldBe("installation");
    }

    [Fact]
    public async Task Collects_the_deliveries_of_several_lapsed_claims_in_one_doubt()
    {
        await GrantAsync("msg_1", ShortLease);
        await PassLeaseAsync();
        await GrantAsync("msg_2", ShortLease);
        await PassLeaseAsync();

        var claim = await GrantAsync("msg_1");

        claim.Customer.CreateDoubt!.DeliveryIds.ShouldBe(["msg_1", "msg_2"]);
    }

    [Fact]
    public async Task Keeps_what_a_claim_records_of_its_customer()
    {
        var claim = await GrantAsync("msg_1", occurredAt: Noon);
        var facts = claim.Customer.With(claim.Delivery) with
        {
            InstallationId = "i-1",
            Company = "urn:pleo:company:1",
            CreateDoubt = new CreateDoubt(["msg_1", "msg_0"], Noon.AddMinutes(1)),
            LateUpdateSince = Noon.AddMinutes(2),
        };
        await Ledger.CompleteAsync(claim, facts, "{}"u8.ToArray());

        var kept = (await GrantAsync("msg_2")).Customer;

        kept.InstallationId.ShouldBe("i-1");
        kept.Company.ShouldBe("urn:pleo:company:1");
        kept.Applied.ShouldBe(new AppliedEvent("msg_1", new EventOrder(Noon, 1)));
        kept.CreateDoubt!.DeliveryIds.ShouldBe(["msg_1", "msg_0"]);
        kept.CreateDoubt.Since.ShouldBe(Noon.AddMinutes(1));
        kept.LateUpdateSince.ShouldBe(Noon.AddMinutes(2));
        kept.Deliveries.ShouldBe(2);
    }

    [Fact]
    public async Task Gives_an_older_delivery_the_newest_one_to_answer_with()
    {
        await ApplyAsync(await GrantAsync("new", occurredAt: Noon), "newest");

        var older = await GrantAsync("old", occurredAt: Noon.AddTicks(-1));
        await FailAsync(older);
        var newer = await GrantAsync("newer", occurredAt: Noon.AddTicks(1));

        older.Customer.Supersedes(older.Delivery).ShouldBeTrue();
        Encoding.UTF8.GetString(older.Newest!.Answer.Span).ShouldBe("newest");
        newer.Customer.Supersedes(newer.Delivery).ShouldBeFalse();
        newer.Newest.ShouldBeNull();
    }

    [Fact]
    public async Task Orders_events_without_a_time_by_when_they_were_first_seen()
    {
        await FailAsync(await GrantAsync("first"));
        await ApplyAsync(await GrantAsync("second"));

        var first = await GrantAsync("first");

        first.Customer.Supersedes(first.Delivery).ShouldBeTrue();
    }

    [Fact]
    public async Task Takes_a_time_in_the_future_for_the_time_at_which_it_was_first_seen()
    {
        await ApplyAsync(await GrantAsync("wrong-clock", occurredAt: TimeProvider.System.GetUtcNow().AddYears(3)));

        var next = await GrantAsync("next");

        next.Customer.Supersedes(next.Delivery).ShouldBeFalse();
    }

    [Fact]
    public async Task Keeps_the_order_of_a_delivery_that_waited()
    {
        var running = await GrantAsync("running");
        await ClaimAsync("waiting");
        await FailAsync(running);
        await ApplyAsync(await GrantAsync("waiting"));

        var late = await GrantAsync("running");

        late.Customer.Supersedes(late.Delivery).ShouldBeTrue();
    }

    [Fact]
    public async Task Keeps_the_answer_of_a_done_delivery()
    {
        await ApplyAsync(await GrantAsync(lease: ShortLease), "the answer, æøå");

        var soon = await ClaimAsync("msg_1");
        await PassLeaseAsync();
        var late = await ClaimAsync("msg_1");

        Encoding.UTF8.GetString(soon.ShouldBeOfType<ClaimResult.Done>().Answer.Span).ShouldBe("the answer, æøå");
        Encoding.UTF8.GetString(late.ShouldBeOfType<ClaimResult.Done>().Answer.Span).ShouldBe("the answer, æøå");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(512 * 1024)]
    public async Task Keeps_an_answer_of_any_size_byte_for_byte(int length)
    {
        var answer = new byte[length];
        new Random(length).NextBytes(answer);
        var granted = await GrantAsync();
        await Ledger.CompleteAsync(granted, Installed(granted), answer);

        var claim = await ClaimAsync("msg_1");

        claim.ShouldBeOfType<ClaimResult.Done>().Answer.ToArray().ShouldBe(answer);
    }

    [Fact]
    public async Task Keeps_the_longest_answer_that_a_reply_of_Pleo_can_become()
    {
        // Characters beyond the basic plane are 4 bytes in Pleo's reply, and 12 as escapes in our answer.
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.Length < 1_500_000)
        {
            text.Append($"\\u{0xD800 + random.Next(0x400):X4}\\u{0xDC00 + random.Next(0x400):X4}");
        }

        var answer = Encoding.ASCII.GetBytes(text.ToString());
        var granted = await GrantAsync();
        var recording = await Ledger.CompleteAsync(granted, Installed(granted), answer);

        recording.ShouldBe(RecordResult.Recorded);
        (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>().Answer.ToArray().ShouldBe(answer);
    }

    [Fact]
    public async Task Stores_a_body_of_the_largest_size()
    {
        var body = new byte[256 * 1024];
        new Random(1).NextBytes(body);

        var claim = await Ledger.ClaimAsync(KeyOf("msg_1"), new DeliveryRequest(body, null), Lease, Settling);

        claim.ShouldBeOfType<ClaimResult.Granted>();
        (await ReadAsync("msg_1")).Delivery!.Body.ToArray().ShouldBe(body);
    }

    [Fact]
    public async Task Grants_a_delivery_that_failed_at_once_and_without_a_doubt()
    {
        await FailAsync(await GrantAsync(), ProblemCode.PleoRejected);

        var claim = await GrantAsync();

        claim.Attempt.ShouldBe(2);
        claim.Customer.CreateDoubt.ShouldBeNull();
        claim.Customer.LateUpdateSince.ShouldBeNull();
    }

    [Fact]
    public async Task Hands_a_doubt_to_the_next_delivery_of_the_customer()
    {
        var claim = await GrantAsync("msg_1");
        var doubt = new CreateDoubt(["msg_1"], Noon);
        await Ledger.ReleaseAsync(
            claim,
            claim.Customer with
            {
                CreateDoubt = doubt,
            },
            ProblemCode.OutcomeUnknown,
            isUnknown: true
        );

        var next = await GrantAsync("msg_2");

        next.Customer.CreateDoubt!.DeliveryIds.ShouldBe(["msg_1"]);
        next.Customer.CreateDoubt.Since.ShouldBe(Noon);
        (await ReadAsync("msg_1")).Delivery!.Summary.State.ShouldBe(DeliveryState.Unknown);
    }

    [Fact]
    public async Task Finishes_another_delivery_while_a_claim_goes_on()
    {
        await FailAsync(await GrantAsync("msg_1"), isUnknown: true);
        var claim = await GrantAsync("msg_2");
        var other = (await ReadAsync("msg_1")).Delivery!;
        var facts = claim.Customer.With(other) with { InstallationId = "installation" };

        var held = (await Ledger.FinishAsync(claim, facts, other, "answer 1"u8.ToArray())).ShouldNotBeNull();
        var busy = await ClaimAsync("msg_3");
        var finished = await ClaimAsync("msg_1");
        await ApplyAsync(held);

        busy.ShouldBeOfType<ClaimResult.CustomerBusy>();
        finished.ShouldBeOfType<ClaimResult.Done>().Answer.ToArray().ShouldBe("answer 1"u8.ToArray());
        (await GrantAsync("msg_3")).Customer.Applied!.DeliveryId.ShouldBe("msg_2");
    }

    [Fact]
    public async Task Finishes_another_delivery_although_others_began_to_wait()
    {
        await FailAsync(await GrantAsync("msg_1"), isUnknown: true);
        var claim = await GrantAsync("msg_2");
        var other = (await ReadAsync("msg_1")).Delivery!;
        (await ClaimAsync("msg_3")).ShouldBeOfType<ClaimResult.CustomerBusy>();

        var held = await Ledger.FinishAsync(claim, claim.Customer.With(other), other, "answer"u8.ToArray());

        held.ShouldNotBeNull().Customer.Deliveries.ShouldBe(3);
        (await ReadAsync("msg_1")).Delivery!.Summary.State.ShouldBe(DeliveryState.Done);
        await ApplyAsync(held);
    }

    [Fact]
    public async Task Records_an_end_although_others_began_to_wait()
    {
        var claim = await GrantAsync("msg_1");
        await ClaimAsync("msg_2");
        await ClaimAsync("msg_3");

        await ApplyAsync(claim);

        var next = await GrantAsync("msg_2");
        next.Customer.Applied!.DeliveryId.ShouldBe("msg_1");
        next.Customer.Deliveries.ShouldBe(3);
    }

    [Fact]
    public async Task Grants_a_done_delivery_only_to_settle_a_late_update()
    {
        var first = await GrantAsync("msg_1");
        await Ledger.CompleteAsync(first, Installed(first) with { LateUpdateSince = Noon }, "answer 1"u8.ToArray());
        var kept = (await ReadAsync("msg_1")).Delivery!;
        var unsettled = await ClaimAsync("msg_1", settling: TimeSpan.FromDays(365_000));

        var claim = await GrantAsync("msg_1", settling: TimeSpan.FromMinutes(1));
        await Ledger.CompleteAsync(claim, claim.Customer with { LateUpdateSince = null }, claim.Delivery.Answer);
        var settled = await ClaimAsync("msg_1");

        Encoding.UTF8.GetString(kept.Body.Span).ShouldBe("body of msg_1", "it may have to be sent again");
        unsettled.ShouldBeOfType<ClaimResult.Done>();
        claim.IsDone.ShouldBeTrue();
        claim.Newest!.Answer.ToArray().ShouldBe("answer 1"u8.ToArray());
        settled.ShouldBeOfType<ClaimResult.Done>().Answer.ToArray().ShouldBe("answer 1"u8.ToArray());
    }

    [Fact]
    public async Task Treats_other_bytes_under_the_same_id_as_another_delivery_in_any_state()
    {
        var claim = await GrantAsync();
        var working = await ClaimOtherAsync();
        await FailAsync(claim, ProblemCode.PleoRejected);
        var failed = await ClaimOtherAsync();
        await ApplyAsync(await GrantAsync());
        var done = await ClaimOtherAsync();

        working.ShouldBeOfType<ClaimResult.Reused>();
        failed.ShouldBeOfType<ClaimResult.Reused>();
        done.ShouldBeOfType<ClaimResult.Reused>();
        (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>();
    }

    [Fact]
    public async Task Treats_other_bytes_as_another_delivery_even_when_the_lease_has_run_out()
    {
        await GrantAsync(lease: ShortLease);
        await PassLeaseAsync();

        (await ClaimOtherAsync()).ShouldBeOfType<ClaimResult.Reused>();
    }

    [Fact]
    public async Task Records_nothing_for_a_claim_that_was_taken_over()
    {
        var overtaken = await GrantAsync(lease: ShortLease);
        await PassLeaseAsync();
        var current = await GrantAsync();

        var completed = await Ledger.CompleteAsync(overtaken, Installed(overtaken), "late"u8.ToArray());
        var released = await Ledger.ReleaseAsync(overtaken, overtaken.Customer, ProblemCode.OutcomeUnknown, true);
        var finished = await Ledger.FinishAsync(overtaken, overtaken.Customer, overtaken.Delivery, "x"u8.ToArray());
        var busy = await ClaimAsync("msg_1");
        await ApplyAsync(current, "in time");

        completed.ShouldBe(RecordResult.LeaseLost);
        released.ShouldBe(RecordResult.LeaseLost);
        finished.ShouldBeNull();
        busy.ShouldBeOfType<ClaimResult.InProgress>();
        (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>().Answer.ToArray().ShouldBe("in time"u8.ToArray());
    }

    [Fact]
    public async Task Does_not_take_the_record_of_another_claim_for_its_own()
    {
        var lapsed = await GrantAsync("msg_1", ShortLease);
        await PassLeaseAsync();
        await ApplyAsync(await GrantAsync("msg_1"), "theirs");

        var recorded = await Ledger.CompleteAsync(lapsed, Installed(lapsed), "ours"u8.ToArray());

        recorded.ShouldBe(RecordResult.LeaseLost);
        Encoding
            .UTF8.GetString((await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>().Answer.Span)
            .ShouldBe("theirs");
    }

    [Fact]
    public async Task Records_a_late_outcome_when_no_other_claim_took_over()
    {
        var late = await GrantAsync(lease: ShortLease);
        await PassLeaseAsync();

        await ApplyAsync(late);

        (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>();
    }

    [Fact]
    public async Task Distinguishes_deliveries_by_partner_tenant_and_the_exact_id()
    {
        DeliveryKey[] keys =
        [
            KeyOf("msg_1"),
            new(Partner[..^1], "northwind", "msg_1"),
            KeyOf("MSG_1", "a"),
            KeyOf("msg-1", "b"),
            KeyOf("_", "c"),
            KeyOf(new string('a', 128), new string('d', 63)),
        ];

        foreach (var key in keys)
        {
            var claim = await Ledger.ClaimAsync(key, RequestOf(key.ToString()), Lease, Settling);
            claim.ShouldBeOfType<ClaimResult.Granted>().Attempt.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Grants_a_new_delivery_to_one_of_many()
    {
        var claims = await ClaimAtOnceAsync();

        claims.OfType<ClaimResult.Granted>().ShouldHaveSingleItem();
        claims.Count(claim => claim is ClaimResult.InProgress).ShouldBe(claims.Count - 1);
    }

    [Fact]
    public async Task Grants_a_customer_to_one_of_many_deliveries_and_numbers_all()
    {
        var claims = await AtOnceAsync(number => ClaimAsync($"msg_{number}"));
        await ApplyAsync(claims.OfType<ClaimResult.Granted>().ShouldHaveSingleItem());

        claims.Count(claim => claim is ClaimResult.CustomerBusy).ShouldBe(claims.Count - 1);
        (await Ledger.ReadCustomerAsync(KeyOf("").Customer)).Succeeded(out var customer, out _).ShouldBeTrue();
        customer!.Deliveries.Count.ShouldBe(claims.Count);
        customer.Customer.Deliveries.ShouldBe(claims.Count);
    }

    [Fact]
    public async Task Grants_an_abandoned_delivery_to_one_of_many()
    {
        await GrantAsync(lease: ShortLease);
        await PassLeaseAsync();

        var claims = await ClaimAtOnceAsync();

        claims.OfType<ClaimResult.Granted>().ShouldHaveSingleItem().Attempt.ShouldBe(2);
        claims.Count(claim => claim is ClaimResult.InProgress).ShouldBe(claims.Count - 1);
    }

    [Fact]
    public async Task Grants_a_delivery_that_failed_to_one_of_many()
    {
        await FailAsync(await GrantAsync());

        var claims = await ClaimAtOnceAsync();

        claims.OfType<ClaimResult.Granted>().ShouldHaveSingleItem().Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Binds_a_company_to_one_customer_of_a_partner()
    {
        var first = await BindAsync("northwind", "urn:pleo:company:1");
        var again = await BindAsync("northwind", "urn:pleo:company:1");
        var other = await BindAsync("southwind", "urn:pleo:company:1");
        var free = await BindAsync("southwind", "urn:pleo:company:2");

        (first, again, other, free).ShouldBe(("northwind", "northwind", "northwind", "southwind"));
    }

    [Fact]
    public async Task Ends_the_binding_of_a_company_for_its_own_customer_only()
    {
        await BindAsync("northwind", "urn:pleo:company:1");

        await Ledger.UnbindAsync(KeyOf("", "southwind").Customer, "urn:pleo:company:1");
        var kept = await BindAsync("southwind", "urn:pleo:company:1");
        await Ledger.UnbindAsync(KeyOf("", "northwind").Customer, "urn:pleo:company:1");
        await Ledger.UnbindAsync(KeyOf("", "northwind").Customer, "urn:pleo:company:2");
        var free = await BindAsync("southwind", "urn:pleo:company:1");

        (kept, free).ShouldBe(("northwind", "southwind"));
    }

    [Fact]
    public async Task Passes_its_own_health_check() => await Ledger.ProbeAsync(TestContext.Current.CancellationToken);

    private ValueTask<ClaimResult> ClaimOtherAsync() =>
        Ledger.ClaimAsync(KeyOf("msg_1"), RequestOf("other bytes"), Lease, Settling);

    private async Task<string> BindAsync(string tenant, string company) =>
        (await Ledger.BindAsync(KeyOf("", tenant).Customer, company)).Succeeded(out var bound, out _) ? bound : "";

    private Task<IReadOnlyList<ClaimResult>> ClaimAtOnceAsync() => AtOnceAsync(_ => ClaimAsync("msg_1"));

    private static async Task<IReadOnlyList<ClaimResult>> AtOnceAsync(Func<int, ValueTask<ClaimResult>> claim)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var claiming = Enumerable
            .Range(0, 7)
            .Select(async number =>
            {
                await go.Task;
                return await claim(number);
            })
            .ToArray();
        go.SetResult();
        return await Task.WhenAll(claiming);
    }
}
