using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;

namespace PleoFunctions.Testing.Exploration;

/// <summary>All cases of <see cref="InterleavingContract"/> on the ledger in memory. Both instances share it.</summary>
public abstract class InMemoryInterleavingContract : InterleavingContract
{
    [Theory]
    [MemberData(nameof(AllCases))]
    public Task Keeps_every_promise(Before customer, string? one, string? other) =>
        KeepsEveryPromiseAsync(customer, one, other);

    private protected sealed override ILedgerStore[] CreateStore()
    {
        var store = new InMemoryLedgerStore(TimeProvider.System, new InMemoryLedgerOptions());
        return [store, store];
    }
}
