using System.Text.Json;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>What a webhook asks for, read from its payload with the partner's mapping.</summary>
/// <param name="json">The document that the metadata values belong to; disposed with the payload.</param>
internal sealed class OnboardingPayload(JsonDocument json) : IDisposable
{
    /// <summary>1 to 128 of <c>A-Z a-z 0-9 _ -</c>; the same at every attempt of one delivery.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>
    /// When the event happened, in UTC (RFC 3339, or Unix time); null when the payload does not say. It is the sender's
    /// word and may lie in the future.
    /// </summary>
    public required DateTimeOffset? OccurredAt { get; init; }

    /// <summary>The partner's customer, in lower case and the form of <see cref="TenantName"/>.</summary>
    public required string Tenant { get; init; }

    /// <summary>
    /// The Pleo company that the partner expects, as <c>urn:pleo:company:&lt;uuid&gt;</c> in lower case; null when the
    /// payload does not name one.
    /// </summary>
    public required string? CompanyId { get; init; }

    /// <summary>One of Pleo's five installation statuses.</summary>
    public required string Status { get; init; }

    /// <summary>Names and values that go to Pleo unchanged. The values are any JSON.</summary>
    public required IReadOnlyList<KeyValuePair<string, JsonElement>> Metadata { get; init; }

    /// <summary>Releases the document. The metadata's values must not be used after it.</summary>
    public void Dispose() => json.Dispose();
}
