namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Everything that the ledger keeps of a delivery.</summary>
internal sealed record DeliveryRecord
{
    public required DeliverySummary Summary { get; init; }

    /// <summary>The doubt of its last claim, or the one that it took over; null when there is none.</summary>
    public InDoubt? Doubt { get; init; }

    public required ClaimHistory History { get; init; }

    public required BodyHash BodyHash { get; init; }

    /// <summary>Its raw body; empty when it is done.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body of its answer; empty until it is done.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>The state of a delivery whose claim ended with a problem.</summary>
    public static DeliveryState StateFor(InDoubt? doubt) =>
        doubt is null ? DeliveryState.Failed : DeliveryState.Unknown;
}

/// <summary>A delivery in a list.</summary>
internal sealed record DeliverySummary
{
    public required DeliveryKey Key { get; init; }

    public required string Tenant { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>The name of the problem that its last claim ended with.</summary>
    public string? Code { get; init; }

    /// <summary>How often it was claimed.</summary>
    public required int Attempts { get; init; }

    public required DateTimeOffset FirstClaimedAt { get; init; }

    /// <summary>When it was last written to the ledger, on the ledger's clock.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Until when its claim holds, on the ledger's clock; null when it is not in progress.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }
}

/// <summary>The state of a delivery.</summary>
internal enum DeliveryState
{
    /// <summary>A claim holds a lease on it, or ended without a record.</summary>
    InProgress,

    /// <summary>The installation is there, and the answer is stored.</summary>
    Done,

    /// <summary>It ended with a problem, and Pleo has no installation of it.</summary>
    Failed,

    /// <summary>It ended with a problem, and Pleo may have an installation of it.</summary>
    Unknown,
}
