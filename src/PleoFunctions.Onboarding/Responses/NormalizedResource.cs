using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>What an installation is for.</summary>
internal sealed class NormalizedResource
{
    private const string Prefix = "urn:pleo:";

    public required string Urn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Id { get; init; }

    /// <summary>Takes <c>urn:pleo:&lt;type&gt;:&lt;id&gt;</c> apart; any other text is kept whole.</summary>
    public static NormalizedResource From(string urn)
    {
        var name = urn.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? urn[Prefix.Length..] : "";
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var hasParts = colon > 0 && colon < name.Length - 1;
        return new NormalizedResource
        {
            Urn = urn,
            Type = hasParts ? name[..colon] : null,
            Id = hasParts ? name[(colon + 1)..] : null,
        };
    }
}
