using PleoFunctions.Testing.Exploration;

namespace PleoFunctions.Integration.Tests.Ledger.InMemory;

/// <summary>More interleavings than the fast tests have time for.</summary>
public sealed class DeepInterleavingTests : InMemoryInterleavingContract
{
    private protected override Limits Limits => new(Faults: 1, Switches: 1);
}
