using System.Text;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Ledger;

/// <summary>
/// The contract of every ledger. Each test uses its own partner and deliveries, so that tests may share a ledger.
/// </summary>
public abstract class DeliveryLedgerContract
{
    private readonly string _partner = $"p{Guid.NewGuid():N}";

    private protected abstract IDeliveryLedger Ledger { get; }

    /// <summary>A lease that does not run out during a test.</summary>
    private protected virtual TimeSpan Lease => TimeSpan.FromSeconds(30);

    /// <summary>A lease that <see cref="PassLeaseAsync"/> ends.</summary>
    private protected virtual TimeSpan ShortLease => TimeSpan.FromSeconds(2);

    private static readonly InDoubt AnyDoubt = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    private DeliveryKey Key => new(_partner, "msg_1");

    private static DeliveryRequest Request => RequestOf("""{"data":{"tenant":"northwind"}}""");

    private static DeliveryRequest OtherRequest => RequestOf("""{"data":{"tenant":"southwind"}}""");

    /// <summary>Returns when <see cref="ShortLease"/> has run out, on the ledger's clock.</summary>
    private protected abstract Task PassLeaseAsync();

    [Fact]
    public async Task Grants_a_new_delivery()
    {
        var request = Request;

        var claim = (await Ledger.ClaimAsync(Key, request, Lease)).ShouldBeOfType<ClaimResult.Granted>();

        claim.Key.ShouldBe(Key);
        claim.Request.ShouldBeSameAs(request);
        claim.Attempt.ShouldBe(1);
        claim.Doubt.ShouldBeNull();
    }

    [Fact]
    public async Task Does_not_grant_a_delivery_that_another_claim_holds()
    {
        await GrantAsync();

        var claim = await Ledger.ClaimAsync(Key, Request, Lease);

        var left = claim.ShouldBeOfType<ClaimResult.InProgress>().LeaseLeft;
        left.ShouldBeGreaterThan(TimeSpan.Zero);
        left.ShouldBeLessThanOrEqualTo(Lease);
    }

    [Fact]
    public async Task Grants_a_delivery_whose_lease_has_run_out_with_a_warning()
    {
        var dead = await GrantAsync(ShortLease);
        await PassLeaseAsync();

        var claim = await GrantAsync();

        claim.Attempt.ShouldBe(2);
        claim.Doubt.ShouldNotBeNull();
        claim.FirstClaimedAt.ShouldBe(dead.FirstClaimedAt);
    }

    [Fact]
    public async Task Keeps_the_answer_of_a_done_delivery()
    {
        var answer = "the answer, æøå"u8.ToArray();
        var recording = await Ledger.CompleteAsync(await GrantAsync(ShortLease), answer);
        Array.Clear(answer);

        var soon = await Ledger.ClaimAsync(Key, Request, Lease);
        await PassLeaseAsync();
        var late = await Ledger.ClaimAsync(Key, Request, Lease);

        recording.ShouldBe(RecordResult.Recorded);
        Encoding.UTF8.GetString(soon.ShouldBeOfType<ClaimResult.Done>().Answer.Span).ShouldBe("the answer, æøå");
        Encoding.UTF8.GetString(late.ShouldBeOfType<ClaimResult.Done>().Answer.Span).ShouldBe("the answer, æøå");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(300_000)]
    public async Task Keeps_an_answer_of_any_size_byte_for_byte(int length)
    {
        var answer = new byte[length];
        new Random(length).NextBytes(answer);
        await Ledger.CompleteAsync(await GrantAsync(), answer);

        var claim = await Ledger.ClaimAsync(Key, Request, Lease);

        claim.ShouldBeOfType<ClaimResult.Done>().Answer.ToArray().ShouldBe(answer);
    }

    [Fact]
    public async Task Stores_a_body_of_the_largest_size()
    {
        var body = new byte[256 * 1024];
        new Random(1).NextBytes(body);

        var claim = await Ledger.ClaimAsync(Key, new DeliveryRequest("northwind", body), Lease);

        claim.ShouldBeOfType<ClaimResult.Granted>();
    }

    [Fact]
    public async Task Grants_a_delivery_that_failed_at_once_and_without_a_warning()
    {
        var recording = await Ledger.ReleaseAsync(await GrantAsync(), ProblemCode.PleoRejected, null);

        var claim = await GrantAsync();

        recording.ShouldBe(RecordResult.Recorded);
        claim.Attempt.ShouldBe(2);
        claim.Doubt.ShouldBeNull();
    }

    [Fact]
    public async Task Grants_a_delivery_that_ended_in_doubt_at_once_with_a_warning()
    {
        var recording = await Ledger.ReleaseAsync(await GrantAsync(), ProblemCode.OutcomeUnknown, AnyDoubt);

        var claim = await GrantAsync();

        recording.ShouldBe(RecordResult.Recorded);
        claim.Attempt.ShouldBe(2);
        claim.Doubt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Forgets_a_settled_doubt_and_keeps_an_unsettled_one()
    {
        await Ledger.ReleaseAsync(await GrantAsync(), ProblemCode.OutcomeUnknown, AnyDoubt);
        await Ledger.ReleaseAsync(await GrantAsync(), ProblemCode.OutcomeUnknown, AnyDoubt);
        var unsettled = await GrantAsync();
        await Ledger.ReleaseAsync(unsettled, ProblemCode.PleoUnavailable, null);
        var settled = await GrantAsync();

        unsettled.Doubt.ShouldNotBeNull();
        settled.Doubt.ShouldBeNull();
        settled.Attempt.ShouldBe(4);
    }

    [Fact]
    public async Task Hands_a_doubt_to_the_next_claim()
    {
        await Ledger.ReleaseAsync(await GrantAsync(), ProblemCode.OutcomeUnknown, AnyDoubt);

        var claim = await GrantAsync();

        claim.Doubt.ShouldBe(AnyDoubt);
    }

    [Fact]
    public async Task Keeps_a_doubt_when_the_next_claim_leaves_no_record()
    {
        await Ledger.ReleaseAsync(await GrantAsync(), ProblemCode.OutcomeUnknown, AnyDoubt);
        await GrantAsync(ShortLease);
        await PassLeaseAsync();

        var claim = await GrantAsync();

        claim.Doubt.ShouldBe(AnyDoubt);
    }

    [Fact]
    public async Task Treats_a_claim_without_a_record_as_a_doubt_since_its_grant()
    {
        var lapsed = await GrantAsync(ShortLease);
        await PassLeaseAsync();

        var claim = await GrantAsync();

        claim.Doubt.ShouldNotBeNull();
        (claim.Doubt.Value.Since - lapsed.ClaimedAt).Duration().ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(1));
        claim.ClaimedAt.ShouldBeGreaterThanOrEqualTo(lapsed.ClaimedAt + ShortLease - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Treats_other_bytes_under_the_same_id_as_another_delivery_in_any_state()
    {
        var claim = await GrantAsync();
        var working = await Ledger.ClaimAsync(Key, OtherRequest, Lease);
        await Ledger.ReleaseAsync(claim, ProblemCode.PleoRejected, null);
        var failed = await Ledger.ClaimAsync(Key, OtherRequest, Lease);
        claim = await GrantAsync();
        await Ledger.CompleteAsync(claim, "answer"u8.ToArray());
        var done = await Ledger.ClaimAsync(Key, OtherRequest, Lease);

        working.ShouldBeOfType<ClaimResult.Reused>();
        failed.ShouldBeOfType<ClaimResult.Reused>();
        done.ShouldBeOfType<ClaimResult.Reused>();
        (await Ledger.ClaimAsync(Key, Request, Lease)).ShouldBeOfType<ClaimResult.Done>();
    }

    [Fact]
    public async Task Treats_other_bytes_as_another_delivery_even_when_the_lease_has_run_out()
    {
        await GrantAsync(ShortLease);
        await PassLeaseAsync();

        (await Ledger.ClaimAsync(Key, OtherRequest, Lease)).ShouldBeOfType<ClaimResult.Reused>();
    }

    [Fact]
    public async Task Records_nothing_for_a_claim_that_was_taken_over()
    {
        var overtaken = await GrantAsync(ShortLease);
        await PassLeaseAsync();
        var current = await GrantAsync();

        var completed = await Ledger.CompleteAsync(overtaken, "late"u8.ToArray());
        var released = await Ledger.ReleaseAsync(overtaken, ProblemCode.OutcomeUnknown, AnyDoubt);
        var busy = await Ledger.ClaimAsync(Key, Request, Lease);
        var recorded = await Ledger.CompleteAsync(current, "in time"u8.ToArray());

        completed.ShouldBe(RecordResult.LeaseLost);
        released.ShouldBe(RecordResult.LeaseLost);
        busy.ShouldBeOfType<ClaimResult.InProgress>();
        recorded.ShouldBe(RecordResult.Recorded);
        (await Ledger.ClaimAsync(Key, Request, Lease))
            .ShouldBeOfType<ClaimResult.Done>()
            .Answer.ToArray()
            .ShouldBe("in time"u8.ToArray());
    }

    [Fact]
    public async Task Records_a_late_outcome_when_no_other_claim_took_over()
    {
        var late = await GrantAsync(ShortLease);
        await PassLeaseAsync();

        var recording = await Ledger.CompleteAsync(late, "answer"u8.ToArray());

        recording.ShouldBe(RecordResult.Recorded);
        (await Ledger.ClaimAsync(Key, Request, Lease)).ShouldBeOfType<ClaimResult.Done>();
    }

    [Fact]
    public async Task Distinguishes_deliveries_by_partner_and_by_the_exact_id()
    {
        DeliveryKey[] keys =
        [
            Key,
            new(_partner + "x", "msg_1"),
            new(_partner, "MSG_1"),
            new(_partner, "msg-1"),
            new(_partner, "_"),
            new(_partner, new string('a', 128)),
        ];

        foreach (var key in keys)
        {
            (await Ledger.ClaimAsync(key, RequestOf(key.ToString()), Lease)).ShouldBeOfType<ClaimResult.Granted>();
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
    public async Task Grants_an_abandoned_delivery_to_one_of_many()
    {
        await GrantAsync(ShortLease);
        await PassLeaseAsync();

        var claims = await ClaimAtOnceAsync();

        claims.OfType<ClaimResult.Granted>().ShouldHaveSingleItem().Attempt.ShouldBe(2);
        claims.Count(claim => claim is ClaimResult.InProgress).ShouldBe(claims.Count - 1);
    }

    [Fact]
    public async Task Grants_a_delivery_that_failed_to_one_of_many()
    {
        await Ledger.ReleaseAsync(await GrantAsync(), ProblemCode.PleoUnavailable, null);

        var claims = await ClaimAtOnceAsync();

        claims.OfType<ClaimResult.Granted>().ShouldHaveSingleItem().Doubt.ShouldBeNull();
    }

    [Fact]
    public async Task Passes_its_own_health_check() => await Ledger.ProbeAsync(TestContext.Current.CancellationToken);

    private static DeliveryRequest RequestOf(string body) => new("northwind", Encoding.UTF8.GetBytes(body));

    private async Task<ClaimResult.Granted> GrantAsync(TimeSpan? lease = null) =>
        (await Ledger.ClaimAsync(Key, Request, lease ?? Lease)).ShouldBeOfType<ClaimResult.Granted>();

    private async Task<IReadOnlyList<ClaimResult>> ClaimAtOnceAsync()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var claiming = Enumerable
            .Range(0, 20)
            .Select(async _ =>
            {
                await go.Task;
                return await Ledger.ClaimAsync(Key, Request, Lease);
            })
            .ToArray();
        go.SetResult();
        return await Task.WhenAll(claiming);
    }
}
