using System.Text.Json.Serialization;

namespace PleoFunctions.Local.Simulation;

/// <summary>What Pleo's API says about a key.</summary>
internal sealed record SimulatedIntrospection(SimulatedClient Data);

/// <summary>The client that a key belongs to.</summary>
internal sealed record SimulatedClient
{
    public required string AuthMethod { get; init; }

    public required string ClientId { get; init; }

    public required string Scope { get; init; }

    /// <summary>The company, as <c>urn:pleo:company:…</c>.</summary>
    [JsonPropertyName("subjectURN")]
    public required string SubjectUrn { get; init; }
}
