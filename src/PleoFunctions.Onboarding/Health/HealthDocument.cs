using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Health;

/// <summary>The answer of the health routes.</summary>
internal sealed class HealthDocument
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    public required string Status { get; init; }

    public IReadOnlyDictionary<string, HealthCheckDocument>? Checks { get; init; }
}

/// <summary>The state of one dependency.</summary>
internal sealed class HealthCheckDocument
{
    public required string Status { get; init; }

    /// <summary>How long the check took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>The kind of failure, without addresses or names of secrets.</summary>
    public string? Failure { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(HealthDocument))]
internal sealed partial class HealthJson : JsonSerializerContext;
