using System.Globalization;

namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>Counts how the replays of a run ended.</summary>
/// <param name="total">The deliveries of the run.</param>
internal sealed class RecoveryTally(int total)
{
    private readonly Dictionary<string, int> _outcomes = new(StringComparer.Ordinal);

    /// <summary>The deliveries of the run.</summary>
    public int Total { get; } = total;

    /// <summary>The replays that have ended.</summary>
    public int Ended { get; private set; }

    /// <summary>The deliveries that have a result, or are gone.</summary>
    public int Results { get; private set; }

    public void Add(ReplayResult result)
    {
        Ended++;
        Results += result.Kind is ReplayKind.Done or ReplayKind.Gone ? 1 : 0;
        _outcomes[result.Outcome] = _outcomes.GetValueOrDefault(result.Outcome) + 1;
    }

    /// <summary>The outcomes and how many have each, the most frequent first.</summary>
    public IEnumerable<(string Outcome, int Count)> Outcomes() =>
        _outcomes
            .OrderByDescending(outcome => outcome.Value)
            .ThenBy(outcome => outcome.Key, StringComparer.Ordinal)
            .Select(outcome => (outcome.Key, outcome.Value));

    /// <summary>The outcomes as a table, with those that did not run.</summary>
    public TextTable ToTable()
    {
        var table = new TextTable("OUTCOME", "DELIVERIES");
        foreach (var (outcome, count) in Outcomes())
        {
            table.Add(outcome, Write(count));
        }

        if (Total > Ended)
        {
            table.Add("(not run)", Write(Total - Ended));
        }

        return table;
    }

    public static string Write(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
