using System.Collections.Frozen;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>Where a partner's payload has each value.</summary>
internal sealed class Mapping
{
    /// <summary>Where the payload has the delivery id; null when a header has it, or the body's SHA-256 is used.</summary>
    public required JsonPointer? DeliveryId { get; init; }

    /// <summary>The header with the delivery id, used when <see cref="DeliveryId"/> is null; null when the scheme has no such header.</summary>
    public required string? DeliveryIdHeader { get; init; }

    /// <summary>Where the payload has the type of its event.</summary>
    public required JsonPointer EventType { get; init; }

    /// <summary>The types of the events that onboard or update a customer; null when all do.</summary>
    public required FrozenSet<string>? Events { get; init; }

    /// <summary>Where the payload has the time of the event.</summary>
    public required OptionalPlace OccurredAt { get; init; }

    public required JsonPointer Tenant { get; init; }

    /// <summary>Where the payload has the Pleo company that the partner expects.</summary>
    public required OptionalPlace CompanyId { get; init; }

    public required JsonPointer Status { get; init; }

    /// <summary>The status of a payload without one.</summary>
    public required string DefaultStatus { get; init; }

    /// <summary>The partner's words for Pleo's statuses. Pleo's own words are always accepted.</summary>
    public required FrozenDictionary<string, string> StatusMap { get; init; }

    public required MetadataMapping Metadata { get; init; }

    /// <summary>All words that <see cref="FindStatus"/> accepts, for an error message.</summary>
    public string StatusWords =>
        string.Join(
            ", ",
            StatusMap.Keys.Order(StringComparer.Ordinal).Concat(InstallationStatus.All).Distinct(StringComparer.Ordinal)
        );

    /// <summary>Pleo's status for the partner's word; null when the word is not known.</summary>
    public string? FindStatus(string word) =>
        StatusMap.TryGetValue(word, out var status) ? status
        : InstallationStatus.All.Contains(word, StringComparer.Ordinal) ? word
        : null;
}

/// <summary>A place in the payload that may hold nothing.</summary>
/// <param name="Pointer">The place.</param>
/// <param name="IsAgreed">
/// Whether the partner has agreed to what it sends there. If not, the place is our default in a partner's own form, and a
/// value of another form means something else.
/// </param>
internal sealed record OptionalPlace(JsonPointer Pointer, bool IsAgreed);
