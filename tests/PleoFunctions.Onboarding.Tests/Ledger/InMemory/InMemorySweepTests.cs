using Microsoft.Extensions.Time.Testing;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemorySweepTests : SweepContract
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    public InMemorySweepTests() => Store = new InMemoryLedgerStore(_clock, new InMemoryLedgerOptions());

    private protected override ILedgerStore Store { get; }

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }
}
