namespace PleoFunctions.Onboarding.Health;

/// <summary>How one dependency is.</summary>
internal sealed class HealthCheckDocument
{
    public required string Status { get; init; }

    /// <summary>How long the check took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>The kind of failure, without addresses or names of secrets.</summary>
    public string? Failure { get; init; }
}
