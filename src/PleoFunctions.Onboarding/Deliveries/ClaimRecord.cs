namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>A claim on a delivery, as the ledger remembers it.</summary>
internal sealed record ClaimRecord
{
    /// <summary>The how-manieth claim on the delivery it is, from 1.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>When it ended; null while it has not, and for ever when it lapsed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public ClaimState State { get; init; }

    /// <summary>The name of the problem that it ended with.</summary>
    public string? Code { get; init; }
}
