namespace PleoFunctions.Onboarding.Health;

/// <summary>The answer of the health routes.</summary>
internal sealed class HealthDocument
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    public required string Status { get; init; }

    public IReadOnlyDictionary<string, HealthCheckDocument>? Checks { get; init; }
}
