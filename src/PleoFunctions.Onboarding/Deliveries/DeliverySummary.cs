namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>What can be told of a delivery in a line.</summary>
internal sealed record DeliverySummary
{
    public required DeliveryKey Key { get; init; }

    public required string Tenant { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>The name of the problem that it ended with last.</summary>
    public string? Code { get; init; }

    /// <summary>How often it was claimed.</summary>
    public required int Attempts { get; init; }

    public required DateTimeOffset FirstClaimedAt { get; init; }

    /// <summary>When it was last written to the ledger, on the ledger's clock.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>Until when its claim holds, on the ledger's clock; null when it is not in progress.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }
}
