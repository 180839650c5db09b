namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>All that is kept of a delivery.</summary>
internal sealed record KeptDelivery
{
    public required DeliverySummary Summary { get; init; }

    /// <summary>Since when Pleo may have an installation of it; null when its state is not unknown.</summary>
    public DateTimeOffset? DoubtSince { get; init; }

    public required ClaimHistory History { get; init; }

    public required BodyHash BodyHash { get; init; }

    /// <summary>Its raw body; empty when it is done.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body of its answer; empty until it is done.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }
}
