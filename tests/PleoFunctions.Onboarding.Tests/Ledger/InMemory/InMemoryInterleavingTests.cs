using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Testing.Exploration;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemoryInterleavingTests : InterleavingContract
{
    private protected override Limits Limits => new(Faults: 1, Switches: 0);

    [Theory]
    [MemberData(nameof(AllCases))]
    public Task Keeps_every_promise(Before customer, string? one, string? other) =>
        KeepsEveryPromiseAsync(customer, one, other);

    private protected override ILedgerStore[] CreateStore()
    {
        var store = new InMemoryLedgerStore(TimeProvider.System, new InMemoryLedgerOptions());
        return [store, store];
    }
}
