namespace PleoFunctions.Testing.Chaos;

/// <summary>The result of a chaos run.</summary>
public sealed record ChaosReport
{
    /// <summary>The seed that repeats the same faults.</summary>
    public required int Seed { get; init; }

    /// <summary>How many deliveries were sent.</summary>
    public required int Deliveries { get; init; }

    /// <summary>How many requests that took.</summary>
    public required int Attempts { get; init; }

    /// <summary>How often a process was killed.</summary>
    public required int Kills { get; init; }

    /// <summary>How often each kind of fault happened.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Faults { get; init; }

    /// <summary>Deliveries that never got a 200.</summary>
    public required int Unanswered { get; init; }

    /// <summary>Deliveries that neither created nor updated an installation at Pleo.</summary>
    public required int Lost { get; init; }

    /// <summary>Creations at Pleo beyond the first of a delivery.</summary>
    public required int Duplicated { get; init; }

    /// <summary>Deliveries whose answer names an installation that they neither created nor updated.</summary>
    public required int Untruthful { get; init; }

    /// <summary>Deliveries that the ledger does not have as done.</summary>
    public required int NotDone { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether every delivery is one installation, and its answer says so.</summary>
    public bool Holds => (Unanswered, Lost, Duplicated, Untruthful, NotDone) is (0, 0, 0, 0, 0);

    /// <summary>The report as a table.</summary>
    public override string ToString()
    {
        var rows = new List<KeyValuePair<string, string>>
        {
            new("deliveries", Number(Deliveries)),
            new("attempts", Number(Attempts)),
            new("kills (SIGKILL)", Number(Kills)),
        };
        rows.AddRange(Faults.Select(fault => new KeyValuePair<string, string>(fault.Key, Number(fault.Value))));
        rows.AddRange([
            new("unanswered", Number(Unanswered)),
            new("lost", Number(Lost)),
            new("duplicated", Number(Duplicated)),
            new("untruthful answers", Number(Untruthful)),
            new("not done in the ledger", Number(NotDone)),
            new("seconds", Number((int)Duration.TotalSeconds)),
        ]);

        var width = rows.Max(row => row.Key.Length);
        var lines = rows.Select(row => $"  {row.Key.PadRight(width)}  {row.Value, 8}");
        return $"{string.Join('\n', lines)}\n\n  {(Holds ? "One delivery, one installation." : "BROKEN.")} The same faults again: chaos --seed {Number(Seed)}";
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
