using System.CommandLine;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Testing.Exploration;

namespace PleoFunctions.Benchmarks.Exploration;

/// <summary><c>explore</c>: more interleavings of two deliveries than the tests have time for, on the ledger in memory.</summary>
internal static class ExploreCommand
{
    private const string Earlier = "2021-01-01T10:00:00Z";
    private const string Later = "2021-01-01T11:00:00Z";

    private static readonly (string? One, string? Other)[] Times = [(Earlier, Later), (Later, Earlier), (null, null)];

    public static Command Create()
    {
        var faults = new Option<int>("--faults")
        {
            Description = "How many steps may go wrong in one run",
            DefaultValueFactory = _ => 2,
        };
        var switches = new Option<int>("--switches")
        {
            Description = "How often one request may overtake the other while that could go on",
        };
        var command = new Command(
            "explore",
            "Runs every interleaving of two deliveries; ends with 1 if a promise is broken"
        )
        {
            faults,
            switches,
        };
        command.SetAction((parsed, _) => RunAsync(new Limits(parsed.GetValue(faults), parsed.GetValue(switches))));
        return command;
    }

    private static async Task<int> RunAsync(Limits limits)
    {
        foreach (var before in Enum.GetValues<Before>())
        {
            foreach (var times in Times)
            {
                try
                {
                    var runs = await Explorer.RunAsync(CreateStore, limits, before, times);
                    await Console.Out.WriteLineAsync($"{before, -12} {times.One ?? "no times", -20}  {runs, 9} runs");
                }
                catch (BrokenPromiseException e)
                {
                    await Console.Out.WriteLineAsync(e.Message);
                    return 1;
                }
            }
        }

        return 0;
    }

    private static ILedgerStore[] CreateStore()
    {
        var store = new InMemoryLedgerStore(TimeProvider.System, new InMemoryLedgerOptions());
        return [store, store];
    }
}
