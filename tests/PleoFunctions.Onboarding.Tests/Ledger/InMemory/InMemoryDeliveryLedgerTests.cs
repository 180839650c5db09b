using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemoryDeliveryLedgerTests : DeliveryLedgerContract
{
    private const int Kept = 10;

    private static readonly InDoubt AnyDoubt = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    private readonly TestClock _clock = new();

    public InMemoryDeliveryLedgerTests() => Ledger = new InMemoryDeliveryLedger(_clock, new InMemoryLedgerOptions());

    private protected override IDeliveryLedger Ledger { get; }

    [Fact]
    public async Task Ends_a_lease_on_the_exact_tick()
    {
        var key = new DeliveryKey("acme", "msg_1");
        var request = new DeliveryRequest("northwind", "{}"u8.ToArray());
        await Ledger.ClaimAsync(key, request, Lease);

        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        var busy = await Ledger.ClaimAsync(key, request, Lease);
        _clock.Advance(TimeSpan.FromTicks(1));
        var granted = await Ledger.ClaimAsync(key, request, Lease);

        busy.ShouldBeOfType<ClaimResult.InProgress>().LeaseLeft.ShouldBe(TimeSpan.FromTicks(1));
        granted.ShouldBeOfType<ClaimResult.Granted>().FirstClaimedAt.ShouldBe(TestClock.Beginning);
    }

    [Fact]
    public void Keeps_a_limited_number_of_done_deliveries() =>
        new InMemoryLedgerOptions().KeptWhenDone.ShouldBe(20_000);

    [Fact]
    public async Task Forgets_the_oldest_done_delivery()
    {
        var ledger = new InMemoryDeliveryLedger(_clock, new InMemoryLedgerOptions { KeptWhenDone = Kept });
        var first = await GrantAsync(ledger, "first");
        for (var number = 1; number <= Kept; number++)
        {
            await ledger.CompleteAsync(await GrantAsync(ledger, $"{number}"), "{}"u8.ToArray());
        }

        await ledger.CompleteAsync(first, "{}"u8.ToArray());

        (await AttemptsAsync(ledger, "1")).ShouldBeNull();
        (await AttemptsAsync(ledger, "2")).ShouldBe(1);
        (await AttemptsAsync(ledger, $"{Kept}")).ShouldBe(1);
        (await AttemptsAsync(ledger, "first")).ShouldBe(1);
    }

    [Fact]
    public async Task Keeps_every_delivery_that_is_not_done()
    {
        var ledger = new InMemoryDeliveryLedger(_clock, new InMemoryLedgerOptions { KeptWhenDone = Kept });
        await GrantAsync(ledger, "working");
        await ledger.ReleaseAsync(await GrantAsync(ledger, "failed"), ProblemCode.PleoRejected, null);
        await ledger.ReleaseAsync(await GrantAsync(ledger, "unknown"), ProblemCode.OutcomeUnknown, AnyDoubt);

        for (var number = 0; number < 100 * Kept; number++)
        {
            await ledger.CompleteAsync(await GrantAsync(ledger, $"{number}"), "{}"u8.ToArray());
        }

        foreach (var id in (string[])["working", "failed", "unknown"])
        {
            (await AttemptsAsync(ledger, id)).ShouldBe(1, id);
        }

        (await GrantAsync(ledger, "unknown")).Doubt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Respects_the_limit_when_many_are_done_at_once()
    {
        const int all = 20_000;
        var ledger = new InMemoryDeliveryLedger(_clock, new InMemoryLedgerOptions { KeptWhenDone = Kept });

        await Parallel.ForEachAsync(
            Enumerable.Range(0, all),
            TestContext.Current.CancellationToken,
            async (number, _) =>
            {
                var claim = await GrantAsync(ledger, $"{number}");
                var recordings = await Task.WhenAll(
                    ledger.CompleteAsync(claim, "{}"u8.ToArray()).AsTask(),
                    ledger.CompleteAsync(claim, "{}"u8.ToArray()).AsTask()
                );
                recordings.ShouldContain(RecordResult.Recorded);
            }
        );

        var page = await ledger.ListAsync("acme", new DeliveryQuery { Limit = DeliveryQuery.MaxLimit });
        page.Succeeded(out var kept, out _).ShouldBeTrue();
        kept!.Deliveries.Count.ShouldBe(Kept);
    }

    [Fact]
    public async Task A_claim_that_was_completed_cannot_be_released()
    {
        var claim = await GrantAsync(Ledger, "msg_1");
        await Ledger.CompleteAsync(claim, "{}"u8.ToArray());

        await Ledger.ReleaseAsync(claim, ProblemCode.InternalError, AnyDoubt);

        (await Ledger.ClaimAsync(claim.Key, claim.Request, Lease)).ShouldBeOfType<ClaimResult.Done>();
    }

    private async Task<ClaimResult.Granted> GrantAsync(IDeliveryLedger ledger, string id) =>
        (
            await ledger.ClaimAsync(
                new DeliveryKey("acme", id),
                new DeliveryRequest("northwind", "{}"u8.ToArray()),
                Lease
            )
        ).ShouldBeOfType<ClaimResult.Granted>();

    /// <summary>How often a delivery was claimed; null when the ledger does not know it.</summary>
    private static async Task<int?> AttemptsAsync(InMemoryDeliveryLedger ledger, string id) =>
        (await ledger.ReadAsync(new DeliveryKey("acme", id))).Succeeded(out var delivery, out _)
            ? delivery.Summary.Attempts
            : null;

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }
}
