using PleoFunctions.Onboarding.Deliveries;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Deliveries;

public sealed class InMemoryDeliveryLedgerTests : DeliveryLedgerContract
{
    private readonly TestClock _clock = new();

    public InMemoryDeliveryLedgerTests() => Ledger = new InMemoryDeliveryLedger(_clock);

    private protected override IDeliveryLedger Ledger { get; }

    [Fact]
    public async Task Counts_a_lease_down_to_the_tick()
    {
        var key = new DeliveryKey("acme", "msg_1");
        var request = new DeliveryRequest("northwind", "{}"u8.ToArray());
        await Ledger.ClaimAsync(key, request, Lease);

        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        var busy = await Ledger.ClaimAsync(key, request, Lease);
        _clock.Advance(TimeSpan.FromTicks(1));
        var granted = await Ledger.ClaimAsync(key, request, Lease);

        busy.ShouldBeOfType<Claim.InProgress>().LeaseLeft.ShouldBe(TimeSpan.FromTicks(1));
        granted.ShouldBeOfType<Claim.Granted>().FirstClaimedAt.ShouldBe(TestClock.Beginning);
    }

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }
}
