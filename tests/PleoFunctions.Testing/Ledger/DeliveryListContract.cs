using System.Text;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Ledger;

/// <summary>What operators read of every ledger.</summary>
public abstract class DeliveryListContract : LedgerContract
{
    [Fact]
    public async Task Shows_what_operators_did_the_newest_first_and_at_most_20_beside_the_deliveries()
    {
        await ApplyAsync(await GrantAsync("msg_1"));
        var first = await BeginAuditAsync("msg_1");
        await Ledger.EndAuditAsync(KeyOf("").Customer, first, "replayed");
        (await ReadAuditAsync()).ShouldBe(["Replay of msg_1 by operator: replayed"]);

        for (var number = 0; number < 20; number++)
        {
            await BeginAuditAsync(null);
        }

        (await ReadAuditAsync()).ShouldBe(Enumerable.Repeat("Erase by operator: ", 20));
        (await Ledger.ReadCustomerAsync(KeyOf("").Customer)).Succeeded(out var page, out _).ShouldBeTrue();
        page!.Deliveries.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_ledger_without_deliveries_lists_none()
    {
        var page = await ListAsync();

        page.Deliveries.ShouldBeEmpty();
        page.Continuation.ShouldBeNull();
    }

    [Fact]
    public async Task A_customer_and_a_delivery_that_were_never_claimed_are_unknown()
    {
        (await Ledger.ReadCustomerAsync(KeyOf("").Customer)).Succeeded(out _, out var problem).ShouldBeFalse();
        var rows = await ReadAsync("msg_0");

        problem!.Code.ShouldBe(ProblemCode.UnknownCustomer);
        (rows.Customer, rows.Delivery).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_customer_is_shown_with_its_newest_deliveries_first()
    {
        await ApplyAsync(await GrantAsync("z"));
        await FailAsync(await GrantAsync("a"), ProblemCode.PleoRejected);
        await GrantAsync("m");

        (await Ledger.ReadCustomerAsync(KeyOf("").Customer)).Succeeded(out var page, out _).ShouldBeTrue();

        page!.Customer.Applied!.DeliveryId.ShouldBe("z");
        page.Customer.Claim!.DeliveryId.ShouldBe("m");
        page.Deliveries.Select(delivery => (delivery.Key.DeliveryId, delivery.State))
            .ShouldBe([("m", DeliveryState.InProgress), ("a", DeliveryState.Failed), ("z", DeliveryState.Done)]);
    }

    [Fact]
    public async Task A_list_has_the_partners_own_open_deliveries_the_oldest_first()
    {
        await FailOneAsync("msg_b", ProblemCode.PleoRejected);
        await PassTimeAsync();
        await DoneAsync("msg_a");
        await GrantAsync("msg_C");
        await PassTimeAsync();
        await ClaimAsync("msg_d");
        await Ledger.ClaimAsync(new DeliveryKey(Partner + "x", "northwind", "msg_a"), RequestOf("x"), Lease, Settling);
        await Ledger.BindAsync(KeyOf("").Customer, "urn:pleo:company:1");

        var page = await ListAsync();

        page.Deliveries.Select(delivery => (delivery.Key, delivery.State, delivery.Code, delivery.Attempts))
            .ShouldBe([
                (KeyOf("msg_b"), DeliveryState.Failed, "pleo_rejected", 1),
                (KeyOf("msg_C"), DeliveryState.InProgress, null, 1),
                (KeyOf("msg_d"), DeliveryState.Waiting, null, 0),
            ]);
        page.Deliveries[1].LeaseUntil.ShouldNotBeNull().ShouldBeGreaterThan(page.Deliveries[1].ChangedAt);
        page.Deliveries[0].LeaseUntil.ShouldBeNull();
        page.Continuation.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, null, "failed rejected unknown dead claimed")]
    [InlineData("InProgress", null, "claimed")]
    [InlineData("Dead", null, "dead")]
    [InlineData("Failed", null, "failed rejected")]
    [InlineData("Unknown", null, "unknown")]
    [InlineData(null, "pleo_rejected", "rejected")]
    [InlineData("Failed", "pleo_unavailable", "failed")]
    [InlineData("Unknown", "pleo_unavailable", "")]
    public async Task A_list_applies_its_filters(string? state, string? code, string expected)
    {
        await DoneAsync("done");
        await FailOneAsync("failed", ProblemCode.PleoUnavailable);
        await FailOneAsync("rejected", ProblemCode.PleoRejected);
        await FailAsync(await GrantAsync("unknown"), ProblemCode.OutcomeUnknown, isUnknown: true);
        await FailOneAsync("dead", ProblemCode.TenantNotConfigured);
        await GiveUpAsync("dead");
        await GrantAsync("claimed");

        var page = await ListAsync(
            new DeliveryQuery { State = state is null ? null : Enum.Parse<DeliveryState>(state), Code = code }
        );

        page.Deliveries.Select(delivery => delivery.Key.DeliveryId)
            .ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), ignoreOrder: true);
    }

    [Fact]
    public async Task A_list_since_a_time_has_what_was_first_seen_at_that_time_or_later()
    {
        var early = await GrantAsync("early", tenant: "early");
        await PassTimeAsync();
        await GrantAsync("on-time", tenant: "on-time");
        await PassTimeAsync();
        await GrantAsync("late", tenant: "late");
        await FailAsync(early);
        var since = (await ListAsync()).Deliveries[1].FirstSeenAt;

        var page = await ListAsync(new DeliveryQuery { Since = since });
        var everything = await ListAsync(new DeliveryQuery { Since = DateTimeOffset.MinValue });

        page.Deliveries.Select(delivery => delivery.Key.DeliveryId).ShouldBe(["on-time", "late"]);
        everything.Deliveries.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Pages_together_have_each_delivery_once(int limit)
    {
        string[] ids = [.. Enumerable.Range(1, 7).Select(number => $"msg_{number}")];
        foreach (var id in ids)
        {
            await FailOneAsync(id, ProblemCode.PleoUnavailable);
            await FailAsync(await GrantAsync(id + "_unknown"), isUnknown: true);
        }

        var listed = new List<string>();
        var query = new DeliveryQuery { State = DeliveryState.Failed, Limit = limit };
        do
        {
            var page = await ListAsync(query);
            page.Deliveries.Count.ShouldBeLessThanOrEqualTo(limit);
            listed.AddRange(page.Deliveries.Select(delivery => delivery.Key.DeliveryId));
            query = query with { Continuation = page.Continuation };
        } while (query.Continuation is not null);

        listed.ShouldBe(ids, ignoreOrder: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0638999999999999999/northwind")]
    [InlineData("638999999999999999/northwind/msg_1")]
    [InlineData("0638999999999999999/northwind/msg_1/x")]
    public async Task A_continuation_that_no_page_had_is_refused(string continuation)
    {
        var listing = await Ledger.ListAsync(Partner, new DeliveryQuery { Continuation = continuation });

        listing.Succeeded(out _, out var problem).ShouldBeFalse();
        problem!.Code.ShouldBe(ProblemCode.InvalidQuery);
    }

    [Fact]
    public async Task A_page_goes_on_after_the_last_one_even_when_that_delivery_is_done_meanwhile()
    {
        await FailOneAsync("msg_1", ProblemCode.PleoUnavailable);
        await PassTimeAsync();
        await FailOneAsync("msg_2", ProblemCode.PleoUnavailable);
        var first = await ListAsync(new DeliveryQuery { Limit = 1 });
        await DoneAsync("msg_1");

        var second = await ListAsync(new DeliveryQuery { Limit = 1, Continuation = first.Continuation });

        second.Deliveries.ShouldHaveSingleItem().Key.ShouldBe(KeyOf("msg_2"));
        second.Continuation.ShouldBeNull();
    }

    [Theory]
    [InlineData("x' or PartitionKey ne 'x")]
    [InlineData("pleo_rejected' or '1' eq '1")]
    [InlineData("' or true or '")]
    [InlineData("''")]
    [InlineData("%27 or 1 eq 1")]
    [InlineData("pleo_rejected\0")]
    public async Task A_filter_cannot_inject_a_query(string hostile)
    {
        await FailOneAsync("msg_1", ProblemCode.PleoRejected);

        var byCode = await Ledger.ListAsync(Partner, new DeliveryQuery { Code = hostile });
        var byPartner = await Ledger.ListAsync(hostile, new DeliveryQuery());

        // Nothing found or refused by the store, but never more than was requested.
        (byCode.Succeeded(out var one, out _) ? one.Deliveries.Count : 0).ShouldBe(0);
        (byPartner.Succeeded(out var other, out _) ? other.Deliveries.Count : 0).ShouldBe(0);
    }

    [Fact]
    public async Task The_history_says_how_each_claim_ended()
    {
        await FailOneAsync("msg_1", ProblemCode.VaultUnavailable);
        await FailAsync(await GrantAsync("msg_1"), ProblemCode.OutcomeUnknown, isUnknown: true);
        await GrantAsync("msg_1", ShortLease);
        await PassLeaseAsync();
        var running = await GrantAsync("msg_1");
        var during = (await ReadAsync("msg_1")).Delivery!;
        await ApplyAsync(running);

        var done = (await ReadAsync("msg_1")).Delivery!;

        during
            .History.Claims.Select(claim => (claim.Attempt, claim.State, claim.Code))
            .ShouldBe([
                (1, ClaimState.Failed, "vault_unavailable"),
                (2, ClaimState.Unknown, "outcome_unknown"),
                (3, ClaimState.Lapsed, null),
                (4, ClaimState.InProgress, null),
            ]);
        done.History.Claims.Take(3).ShouldBe(during.History.Claims.Take(3));
        done.History.Claims[3].State.ShouldBe(ClaimState.Done);
        done.History.Claims.Select(claim => claim.EndedAt is not null).ShouldBe([true, true, false, true]);
        done.History.Claims.Select(claim => claim.ClaimedAt).ShouldBeInOrder();
        done.Summary.ShouldSatisfyAllConditions(
            summary => summary.Attempts.ShouldBe(4),
            summary => summary.State.ShouldBe(DeliveryState.Done),
            summary => summary.Code.ShouldBeNull()
        );
    }

    [Fact]
    public async Task The_history_keeps_the_last_twenty_claims()
    {
        for (var attempt = 1; attempt <= 25; attempt++)
        {
            await FailOneAsync("msg_1", ProblemCode.PleoUnavailable);
        }

        var delivery = (await ReadAsync("msg_1")).Delivery!;

        delivery.Summary.Attempts.ShouldBe(25);
        delivery.History.Claims.Select(claim => claim.Attempt).ShouldBe(Enumerable.Range(6, 20));
    }

    [Fact]
    public async Task The_body_is_stored_until_the_delivery_is_done_and_then_the_answer()
    {
        var body = new byte[256 * 1024];
        new Random(1).NextBytes(body);
        var answer = Encoding.UTF8.GetBytes("""{"name":"Smørrebrød"}""");
        var request = new DeliveryRequest(body, null);

        await FailAsync(await GrantAsync());
        var failed = (await ReadAsync("msg_1")).Delivery!;
        var again = await GrantAsync();
        await Ledger.CompleteAsync(again, Installed(again), answer);
        var done = (await ReadAsync("msg_1")).Delivery!;

        async Task<ClaimResult.Granted> GrantAsync() =>
            (await Ledger.ClaimAsync(KeyOf("msg_1"), request, Lease, Settling)).ShouldBeOfType<ClaimResult.Granted>();

        failed.Body.ToArray().ShouldBe(body);
        failed.Answer.IsEmpty.ShouldBeTrue();
        failed.BodyHash.ShouldBe(request.BodyHash);
        done.Body.IsEmpty.ShouldBeTrue();
        done.Answer.ToArray().ShouldBe(answer);
        done.BodyHash.ShouldBe(request.BodyHash);
    }

    /// <summary>Returns when the store's clock shows another time.</summary>
    private protected abstract Task PassTimeAsync();

    private protected async Task<DeliveryPage> ListAsync(DeliveryQuery? query = null) =>
        (await Ledger.ListAsync(Partner, query ?? new DeliveryQuery())).Succeeded(out var page, out var problem)
            ? page
            : throw new InvalidOperationException(problem.Detail);

    private protected async Task FailOneAsync(string id, ProblemCode code) =>
        await FailAsync(await GrantAsync(id), code);
}
