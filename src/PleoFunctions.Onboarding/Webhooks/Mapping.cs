using System.Collections.Frozen;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>Where a partner's payload carries what.</summary>
internal sealed class Mapping
{
    /// <summary>The delivery id's place in the payload; null when it is in a header, or is the body's hash.</summary>
    public required JsonPointer? DeliveryId { get; init; }

    /// <summary>The header with the delivery id, where the payload does not carry it; null when there is none.</summary>
    public required string? DeliveryIdHeader { get; init; }

    public required JsonPointer Tenant { get; init; }

    public required JsonPointer Status { get; init; }

    /// <summary>The status of a payload without one.</summary>
    public required string DefaultStatus { get; init; }

    /// <summary>The partner's words for Pleo's statuses. Pleo's own words are always understood.</summary>
    public required FrozenDictionary<string, string> StatusMap { get; init; }

    public required MetadataMapping Metadata { get; init; }

    /// <summary>All words that <see cref="StatusOf"/> understands, for an error message.</summary>
    public string StatusWords =>
        string.Join(
            ", ",
            StatusMap.Keys.Order(StringComparer.Ordinal).Concat(InstallationStatus.All).Distinct(StringComparer.Ordinal)
        );

    /// <summary>Pleo's status for the partner's word, or null.</summary>
    public string? StatusOf(string word) =>
        StatusMap.TryGetValue(word, out var status) ? status
        : InstallationStatus.All.Contains(word, StringComparer.Ordinal) ? word
        : null;
}
