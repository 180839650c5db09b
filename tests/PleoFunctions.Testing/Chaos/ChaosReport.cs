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

    /// <summary>How often each path was taken: each outcome, adopted, lapsed and recovered.</summary>
    public required IReadOnlyList<KeyValuePair<string, int>> Paths { get; init; }

    /// <summary>What struck or was taken too rarely, so that the run proves nothing about it.</summary>
    public IReadOnlyList<string> TooRare =>
        [.. ChaosFloors.Below(Recorded, [new(ChaosFloors.Kills, Kills), .. Faults, .. Paths])];

    /// <summary>
    /// Deliveries that never got a 200. Where the sender never retries: those that the app has accepted, and that are neither
    /// done nor dead.
    /// </summary>
    public required int Lost { get; init; }

    /// <summary>Deliveries that the ledger has, done or dead. A webhook that never reached the ledger is not in it.</summary>
    public required int Recorded { get; init; }

    /// <summary>Deliveries that recovery gave up.</summary>
    public required int Dead { get; init; }

    /// <summary>Creations at Pleo beyond the first of a customer.</summary>
    public required int CreatedTwice { get; init; }

    /// <summary>Customers that do not end in the state of their newest event.</summary>
    public required int WrongFinalState { get; init; }

    /// <summary>Answers that are not true of what Pleo did.</summary>
    public required int Untruthful { get; init; }

    /// <summary>Deliveries that are neither done nor dead, entries of the index for others, and customers with a claim or a doubt.</summary>
    public required int Open { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether every customer has one installation in the state of its newest event, and every answer is true.</summary>
    public bool Holds => (Lost, CreatedTwice, WrongFinalState, Untruthful, Open, Dead) is (0, 0, 0, 0, 0, 0);

    /// <summary>The report as a table.</summary>
    public override string ToString()
    {
        var rows = new List<KeyValuePair<string, string>>
        {
            new("deliveries", Number(Deliveries)),
            new("attempts", Number(Attempts)),
            new(ChaosFloors.Kills, Number(Kills)),
        };
        rows.AddRange(
            Faults.Concat(Paths).Select(counted => new KeyValuePair<string, string>(counted.Key, Number(counted.Value)))
        );
        rows.AddRange([
            new("created twice", Number(CreatedTwice)),
            new("wrong final state", Number(WrongFinalState)),
            new("untruthful answers", Number(Untruthful)),
            new("lost", Number(Lost)),
            new("recorded in the ledger", Number(Recorded)),
            new("dead", Number(Dead)),
            new("open in the ledger", Number(Open)),
            new("seconds", Number((int)Duration.TotalSeconds)),
        ]);

        var width = rows.Max(row => row.Key.Length);
        var lines = rows.Select(row => $"  {row.Key.PadRight(width)}  {row.Value, 8}");
        var tooRare = string.Concat(TooRare.Select(one => $"\n  TOO RARE: {one}"));
        return $"{string.Join('\n', lines)}\n{tooRare}\n  {(Holds ? "One customer, one installation, in the state of the newest event." : "BROKEN.")} The same faults again: chaos --seed {Number(Seed)}";
    }

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
