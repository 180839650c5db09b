namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>What the last results say about Pleo, the vault, the ledger and the app. Times count from the beginning of the run.</summary>
internal sealed record Outage
{
    /// <summary>So many failures in a row end the run.</summary>
    public const int FailuresToStop = 20;

    // One customer's failure, or two, may be theirs alone.
    private const int FailuresToPause = 3;

    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);

    /// <summary>No failure.</summary>
    public static Outage None { get; } = new();

    /// <summary>The failures in a row.</summary>
    public int Failures { get; private init; }

    /// <summary>When the last pause began, and when it ends.</summary>
    public (TimeSpan From, TimeSpan Until)? Pause { get; private init; }

    /// <summary>Something is down. Only one delivery at a time tries whether it still is.</summary>
    public bool IsDown => Failures >= FailuresToPause;

    /// <summary>It has been down for too long: stop, and do not use up the list.</summary>
    public bool IsTooLong => Failures >= FailuresToStop;

    /// <summary>Takes a result in.</summary>
    /// <param name="result">The result.</param>
    /// <param name="startedAt">When its replay began.</param>
    /// <param name="now">When it ended.</param>
    public Outage Next(ReplayResult result, TimeSpan startedAt, TimeSpan now) =>
        result.Kind switch
        {
            ReplayKind.Done or ReplayKind.RefusedByPleo => None,
            // It ran before the pause began, so it tells nothing new.
            ReplayKind.Outage when startedAt < Pause?.From => this,
            ReplayKind.Outage => new Outage
            {
                Failures = Failures + 1,
                Pause = Failures + 1 >= FailuresToPause ? (now, now + (result.RetryAfter ?? DefaultPause)) : null,
            },
            _ => this,
        };
}
