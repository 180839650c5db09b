using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>What an installation is for.</summary>
internal sealed class NormalizedResource
{
    public required string Urn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Id { get; init; }

    /// <summary>Takes <c>urn:pleo:&lt;type&gt;:&lt;id&gt;</c> apart; any other text is kept whole.</summary>
    public static NormalizedResource From(string urn) =>
        urn.Split(':', 4) is [var scheme, var nid, { Length: > 0 } type, { Length: > 0 } id]
        && scheme.Equals("urn", StringComparison.OrdinalIgnoreCase)
        && nid.Equals("pleo", StringComparison.OrdinalIgnoreCase)
            ? new NormalizedResource
            {
                Urn = urn,
                Type = type,
                Id = id,
            }
            : new NormalizedResource
            {
                Urn = urn,
                Type = null,
                Id = null,
            };
}
