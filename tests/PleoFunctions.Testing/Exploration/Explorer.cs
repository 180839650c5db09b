using System.Globalization;
using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Testing.Exploration;

/// <summary>Every run of two deliveries of one customer within some limits.</summary>
internal static class Explorer
{
    // Azurite looks through all rows of a table at each query.
    private const int RunsOnOneStore = 100;

    /// <summary>Runs all of them, each with a customer of its own.</summary>
    /// <param name="createStore">Creates a new store, as each of two instances sees it.</param>
    /// <param name="limits">How much may go wrong in one run.</param>
    /// <param name="before">What the customer has before.</param>
    /// <param name="times">The times of the two events; null when they have none.</param>
    /// <returns>How many runs there were.</returns>
    /// <exception cref="BrokenPromiseException">One of them broke a promise.</exception>
    public static async Task<int> RunAsync(
        Func<ILedgerStore[]> createStore,
        Limits limits,
        Before before,
        (string? One, string? Other) times
    )
    {
        var choices = new Choices();
        ILedgerStore[] stores = [];
        var runs = 0;
        do
        {
            if (runs % RunsOnOneStore == 0)
            {
                stores = createStore();
            }

            var tenant = string.Create(CultureInfo.InvariantCulture, $"t{++runs}");
            using var run = new Interleaving(stores, tenant, choices, limits);
            await run.RunAsync(before, times);
        } while (choices.MoveNext());

        return runs;
    }
}
