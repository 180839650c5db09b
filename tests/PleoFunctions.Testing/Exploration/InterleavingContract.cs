using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Testing.Exploration;

/// <summary>
/// Every interleaving of two deliveries of one customer, with faults at every step: one installation, in the state of the
/// newest event, every answer true, and nothing open at the end. The real flow runs on a real store.
/// </summary>
public abstract class InterleavingContract
{
    private const string Earlier = "2026-11-23T10:00:00Z";
    private const string Later = "2026-11-23T11:00:00Z";

    private protected abstract Limits Limits { get; }

    /// <summary>A new store, as each of two instances sees it.</summary>
    private protected abstract ILedgerStore[] CreateStore();

    [Theory]
    [InlineData(Before.Nothing, Earlier, Later)]
    [InlineData(Before.Nothing, Later, Earlier)]
    [InlineData(Before.Nothing, null, null)]
    [InlineData(Before.Installation, Earlier, Later)]
    [InlineData(Before.Installation, Later, Earlier)]
    [InlineData(Before.Installation, null, null)]
    [InlineData(Before.Deleted, Earlier, Later)]
    [InlineData(Before.Deleted, Later, Earlier)]
    public async Task Keeps_every_promise(Before customer, string? one, string? other)
    {
        var runs = await Explorer.RunAsync(CreateStore(), Limits, customer, (one, other));

        runs.ShouldBeGreaterThan(100);
    }
}
