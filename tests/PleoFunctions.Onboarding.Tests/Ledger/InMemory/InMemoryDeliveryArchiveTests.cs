using Microsoft.Extensions.Time.Testing;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemoryDeliveryArchiveTests : DeliveryArchiveContract
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private readonly InMemoryDeliveryLedger _ledger;

    public InMemoryDeliveryArchiveTests() => _ledger = new InMemoryDeliveryLedger(_clock, new InMemoryLedgerOptions());

    private protected override IDeliveryLedger Ledger => _ledger;

    private protected override IDeliveryArchive Archive => _ledger;

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }

    private protected override Task PassTimeAsync()
    {
        _clock.Advance(TimeSpan.FromTicks(1));
        return Task.CompletedTask;
    }
}
