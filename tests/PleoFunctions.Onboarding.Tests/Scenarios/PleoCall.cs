using System.Text.Json;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>A call as Pleo received it.</summary>
internal sealed class PleoCall
{
    public required string Method { get; init; }

    public required string Target { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    public required string Body { get; init; }

    public JsonElement Json => JsonElement.Parse(Body);

    public string? this[string header] =>
        Headers.SingleOrDefault(pair => pair.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Value;
}
