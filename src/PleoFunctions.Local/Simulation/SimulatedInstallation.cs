using System.Text.Json;

namespace PleoFunctions.Local.Simulation;

/// <summary>An installation as Pleo's API shows it.</summary>
internal sealed record SimulatedInstallation
{
    public required string Id { get; init; }

    public required string ApplicationId { get; init; }

    public required string Resource { get; init; }

    public required string Status { get; init; }

    public string? ErrorCode { get; init; }

    public required Dictionary<string, JsonElement> Metadata { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }
}
