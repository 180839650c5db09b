using System.Text.Json;
using PleoFunctions.Onboarding.Pleo;

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

/// <summary>The body of a POST or PUT. No property is required.</summary>
internal sealed class SimulatedRequest
{
    public string? Status { get; init; }

    public string? ErrorCode { get; init; }

    public Dictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Reads a body; null when Pleo refuses it.</summary>
    public static async Task<SimulatedRequest?> ReadAsync(HttpRequest request)
    {
        try
        {
            var body = await JsonSerializer.DeserializeAsync(
                request.Body,
                SimulationJson.Default.SimulatedRequest,
                request.HttpContext.RequestAborted
            );
            return body?.Status is null || InstallationStatus.All.Contains(body.Status, StringComparer.Ordinal)
                ? body
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
