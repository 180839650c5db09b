namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// How often each fault must strike and each path must be taken at least. A run below that proves nothing about them.
/// </summary>
internal static class ChaosFloors
{
    public const string Kills = "kills (SIGKILL)";
    public const string Refused = "Pleo: connections refused for a while";
    public const string LostResponse = "Storage: 503 after a claim or record";
    public const string Vault = "vault";

    /// <summary>Another claim's delivery was found at Pleo, and recorded as done.</summary>
    public const string Adopted = "adopted";

    /// <summary>A claim ended without a record, and another one took over.</summary>
    public const string Lapsed = "lapsed";

    public const string Recovered = "recovered";

    private static readonly string[] Successes = ["created", "updated", "reconciled", "superseded", "replayed"];

    /// <summary>For each 1,000 deliveries, about a third of what a run has; at least once in any run.</summary>
    private static readonly Dictionary<string, int> PerThousand = new(StringComparer.Ordinal)
    {
        [Kills] = 2,
        [Vault] = 2,
        [Refused] = 2,
        ["Pleo: Answers500"] = 10,
        ["Pleo: Answers502"] = 7,
        ["Pleo: Answers429"] = 10,
        ["Pleo: DropsConnectionBefore"] = 7,
        ["Pleo: LosesReply"] = 13,
        ["Pleo: FailsAfterwards"] = 7,
        ["Pleo: AnswersTooLate"] = 7,
        ["Pleo: CreatesTooLate"] = 7,
        ["Pleo: TakesEffectMuchLater"] = 10,
        ["Storage: 503 before"] = 20,
        ["Storage: 412 for nothing"] = 3,
        ["Storage: 503 afterwards"] = 10,
        [LostResponse] = 10,
        ["created"] = 20,
        ["updated"] = 20,
        ["reconciled"] = 3,
        ["superseded"] = 10,
        [Adopted] = 3,
        [Lapsed] = 3,
        [Recovered] = 3,
    };

    public static bool IsSuccess(string outcome) => Successes.Contains(outcome, StringComparer.Ordinal);

    /// <summary>Names what a run had too little of.</summary>
    /// <param name="deliveries">How many deliveries reached the ledger.</param>
    /// <param name="counts">How often each fault struck and each path was taken.</param>
    public static IEnumerable<string> Below(int deliveries, IReadOnlyCollection<KeyValuePair<string, int>> counts)
    {
        foreach (var (name, perThousand) in PerThousand)
        {
            var floor = Math.Max(1, deliveries * perThousand / 1000);
            var count = counts.Where(one => IsOf(name, one.Key)).Sum(one => one.Value);
            if (count < floor)
            {
                yield return FormattableString.Invariant($"{name}: {count}, expected at least {floor}");
            }
        }
    }

    /// <summary>The kinds of a fault of the vault count together: a short run has only few.</summary>
    private static bool IsOf(string name, string kind) =>
        kind.Equals(name, StringComparison.Ordinal)
        || (name is Vault && kind.StartsWith("vault: ", StringComparison.Ordinal));
}
