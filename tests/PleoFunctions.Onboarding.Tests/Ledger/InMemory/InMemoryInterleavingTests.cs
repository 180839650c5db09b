using PleoFunctions.Testing.Exploration;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemoryInterleavingTests : InMemoryInterleavingContract
{
    private protected override Limits Limits => new(Faults: 1, Switches: 0);
}
