using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Testing.Exploration;

/// <summary>
/// Every interleaving of two deliveries of one customer, with faults at every step: one installation, in the state of the
/// newest event, every answer true, and nothing open at the end. The real flow runs on a real store.
/// </summary>
public abstract class InterleavingContract
{
    private const string Earlier = "2021-01-01T10:00:00Z";
    private const string Later = "2021-01-01T11:00:00Z";

    private protected abstract Limits Limits { get; }

    /// <summary>A new store, as each of two instances sees it.</summary>
    private protected abstract ILedgerStore[] CreateStore();

    /// <summary>The cases: what the customer has before, and the times of the two events.</summary>
    public static TheoryData<Before, string?, string?> AllCases =>
        new()
        {
            { Before.Nothing, Earlier, Later },
            { Before.Nothing, Later, Earlier },
            { Before.Nothing, null, null },
            { Before.Installation, Earlier, Later },
            { Before.Installation, Later, Earlier },
            { Before.Installation, null, null },
            { Before.Deleted, Earlier, Later },
            { Before.Deleted, Later, Earlier },
        };

    /// <summary>The cases with the most ways, for a store that is slow.</summary>
    public static TheoryData<Before, string?, string?> SomeCases =>
        new() { { Before.Nothing, Later, Earlier }, { Before.Deleted, Earlier, Later } };

    private protected async Task KeepsEveryPromiseAsync(Before customer, string? one, string? other)
    {
        var runs = await Explorer.RunAsync(CreateStore, Limits, customer, (one, other));

        runs.ShouldBeGreaterThan(100);
    }
}
