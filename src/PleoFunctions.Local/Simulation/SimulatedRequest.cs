using System.Text.Json;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Simulation;

/// <summary>The body of a POST or PUT, none of whose properties is required.</summary>
internal sealed class SimulatedRequest
{
    public string? Status { get; init; }

    public string? ErrorCode { get; init; }

    public Dictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Reads a body; null when Pleo would refuse it.</summary>
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
