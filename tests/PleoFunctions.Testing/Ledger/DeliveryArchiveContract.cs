using System.Text;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Ledger;

/// <summary>What every archive shows of its ledger's records.</summary>
public abstract class DeliveryArchiveContract
{
    private static readonly InDoubt AnyDoubt = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    private const string Partner = "acme";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>A lease that <see cref="PassLeaseAsync"/> ends.</summary>
    private protected static readonly TimeSpan ShortLease = TimeSpan.FromSeconds(1);

    private protected abstract IDeliveryLedger Ledger { get; }

    private protected abstract IDeliveryArchive Archive { get; }

    [Fact]
    public async Task A_ledger_without_deliveries_lists_none()
    {
        var page = await ListAsync();

        page.Deliveries.ShouldBeEmpty();
        page.Continuation.ShouldBeNull();
    }

    [Fact]
    public async Task A_delivery_that_was_never_claimed_is_unknown()
    {
        (await Archive.ReadAsync(new DeliveryKey(Partner, "msg_0"))).Succeeded(out _, out var problem).ShouldBeFalse();

        problem!.Code.ShouldBe(ProblemCode.UnknownDelivery);
    }

    [Fact]
    public async Task A_list_has_the_partners_own_deliveries_in_the_order_of_their_ids()
    {
        await FailAsync("msg_b", ProblemCode.PleoRejected);
        await DoneAsync("msg_a");
        await ClaimAsync("msg_C");
        await ClaimAsync("msg_a", "globex");

        var page = await ListAsync();

        page.Deliveries.Select(delivery => delivery.Key)
            .ShouldBe([new(Partner, "msg_C"), new(Partner, "msg_a"), new(Partner, "msg_b")]);
        page.Deliveries.Select(delivery => (delivery.State, delivery.Code, delivery.Attempts, delivery.Tenant))
            .ShouldBe([
                (DeliveryState.InProgress, null, 1, "northwind"),
                (DeliveryState.Done, null, 1, "northwind"),
                (DeliveryState.Failed, "pleo_rejected", 1, "northwind"),
            ]);
        page.Deliveries[0].LeaseUntil.ShouldNotBeNull().ShouldBeGreaterThan(page.Deliveries[0].ChangedAt);
        page.Deliveries.Skip(1).ShouldAllBe(delivery => delivery.LeaseUntil == null);
        page.Continuation.ShouldBeNull();
    }

    [Theory]
    [InlineData(null, null, "claimed done failed rejected unknown")]
    [InlineData("InProgress", null, "claimed")]
    [InlineData("Done", null, "done")]
    [InlineData("Failed", null, "failed rejected")]
    [InlineData("Unknown", null, "unknown")]
    [InlineData(null, "pleo_rejected", "rejected")]
    [InlineData("Failed", "pleo_unavailable", "failed")]
    [InlineData("Done", "pleo_unavailable", "")]
    public async Task A_list_applies_its_filters(string? state, string? code, string expected)
    {
        await ClaimAsync("claimed");
        await DoneAsync("done");
        await FailAsync("failed", ProblemCode.PleoUnavailable);
        await FailAsync("rejected", ProblemCode.PleoRejected);
        await FailAsync("unknown", ProblemCode.OutcomeUnknown, AnyDoubt);

        var page = await ListAsync(
            new DeliveryQuery { State = state is null ? null : Enum.Parse<DeliveryState>(state), Code = code }
        );

        string.Join(' ', page.Deliveries.Select(delivery => delivery.Key.DeliveryId)).ShouldBe(expected);
    }

    [Fact]
    public async Task A_list_since_a_time_has_what_was_written_at_that_time_or_later()
    {
        var early = await ClaimAsync("early");
        await ClaimAsync("never-touched-again");
        await PassTimeAsync();
        await DoneAsync("late");
        var since = (await ReadAsync("late")).Summary.ChangedAt;
        await PassTimeAsync();
        await Ledger.ReleaseAsync(early, ProblemCode.PleoUnavailable, null);

        var page = await ListAsync(new DeliveryQuery { Since = since });
        var everything = await ListAsync(new DeliveryQuery { Since = DateTimeOffset.MinValue });

        page.Deliveries.Select(delivery => delivery.Key.DeliveryId).ShouldBe(["early", "late"]);
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
            await FailAsync(id, ProblemCode.PleoUnavailable);
            await DoneAsync(id + "_done");
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

        listed.ShouldBe(ids);
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
        await FailAsync("msg_1", ProblemCode.PleoRejected);
        await FailAsync("msg_2", ProblemCode.PleoRejected, null, "globex");

        var byCode = await Archive.ListAsync(Partner, new DeliveryQuery { Code = hostile });
        var byPartner = await Archive.ListAsync(hostile, new DeliveryQuery());

        // Nothing found or refused by the store, but never more than was requested.
        (byCode.Succeeded(out var one, out _) ? one.Deliveries.Count : 0).ShouldBe(0);
        (byPartner.Succeeded(out var other, out _) ? other.Deliveries.Count : 0).ShouldBe(0);
    }

    [Fact]
    public async Task The_history_says_how_each_claim_ended()
    {
        await FailAsync("msg_1", ProblemCode.VaultUnavailable);
        await FailAsync("msg_1", ProblemCode.OutcomeUnknown, AnyDoubt);
        var doubted = await ReadAsync("msg_1");
        await ClaimAsync("msg_1", lease: ShortLease);
        await PassLeaseAsync();
        var running = await ClaimAsync("msg_1");
        var during = await ReadAsync("msg_1");
        await Ledger.CompleteAsync(running, "{}"u8.ToArray());

        var done = await ReadAsync("msg_1");

        doubted.Doubt.ShouldBe(AnyDoubt);
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
            summary => summary.Code.ShouldBeNull(),
            summary => summary.FirstClaimedAt.ShouldBe(done.History.Claims[0].ClaimedAt)
        );
        done.Doubt.ShouldBeNull();
    }

    [Fact]
    public async Task The_history_keeps_the_last_twenty_claims()
    {
        for (var attempt = 1; attempt <= 25; attempt++)
        {
            await FailAsync("msg_1", ProblemCode.PleoUnavailable);
        }

        var delivery = await ReadAsync("msg_1");

        delivery.Summary.Attempts.ShouldBe(25);
        delivery.History.Claims.Select(claim => claim.Attempt).ShouldBe(Enumerable.Range(6, 20));
    }

    [Fact]
    public async Task The_body_is_stored_until_the_delivery_is_done_and_then_the_answer()
    {
        var body = new byte[256 * 1024];
        new Random(1).NextBytes(body);
        var answer = Encoding.UTF8.GetBytes("""{"name":"Smørrebrød"}""");
        var request = new DeliveryRequest("northwind", body);
        var key = new DeliveryKey(Partner, "msg_1");
        var claim = (await Ledger.ClaimAsync(key, request, Lease)).ShouldBeOfType<ClaimResult.Granted>();

        await Ledger.ReleaseAsync(claim, ProblemCode.PleoUnavailable, null);
        var failed = await ReadAsync("msg_1");
        await Ledger.CompleteAsync(
            (await Ledger.ClaimAsync(key, request, Lease)).ShouldBeOfType<ClaimResult.Granted>(),
            answer
        );
        var done = await ReadAsync("msg_1");

        failed.Body.ToArray().ShouldBe(body);
        failed.Answer.IsEmpty.ShouldBeTrue();
        failed.BodyHash.ShouldBe(request.BodyHash);
        done.Body.IsEmpty.ShouldBeTrue();
        done.Answer.ToArray().ShouldBe(answer);
        done.BodyHash.ShouldBe(request.BodyHash);
    }

    /// <summary>Returns when <see cref="ShortLease"/> has run out, on the ledger's clock.</summary>
    private protected abstract Task PassLeaseAsync();

    /// <summary>Returns when the ledger's clock shows another time.</summary>
    private protected abstract Task PassTimeAsync();

    private protected async Task<DeliveryRecord> ReadAsync(string id) =>
        (await Archive.ReadAsync(new DeliveryKey(Partner, id))).Succeeded(out var delivery, out var problem)
            ? delivery
            : throw new InvalidOperationException(problem.Detail);

    private protected async Task<DeliveryPage> ListAsync(DeliveryQuery? query = null) =>
        (await Archive.ListAsync(Partner, query ?? new DeliveryQuery())).Succeeded(out var page, out var problem)
            ? page
            : throw new InvalidOperationException(problem.Detail);

    private protected async Task<ClaimResult.Granted> ClaimAsync(
        string id,
        string partner = Partner,
        TimeSpan? lease = null
    ) =>
        (
            await Ledger.ClaimAsync(
                new DeliveryKey(partner, id),
                new DeliveryRequest("northwind", Encoding.UTF8.GetBytes($"body of {id}")),
                lease ?? Lease
            )
        ).ShouldBeOfType<ClaimResult.Granted>();

    private protected async Task DoneAsync(string id) =>
        (await Ledger.CompleteAsync(await ClaimAsync(id), "{}"u8.ToArray())).ShouldBe(RecordResult.Recorded);

    private protected async Task FailAsync(
        string id,
        ProblemCode code,
        InDoubt? doubt = null,
        string partner = Partner
    ) => (await Ledger.ReleaseAsync(await ClaimAsync(id, partner), code, doubt)).ShouldBe(RecordResult.Recorded);
}
