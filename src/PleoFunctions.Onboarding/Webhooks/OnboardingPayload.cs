using System.Text.Json;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>What a webhook asks for, read from its payload by the partner's mapping.</summary>
/// <param name="json">What the metadata is read from; let go of with the payload.</param>
internal sealed class OnboardingPayload(JsonDocument json) : IDisposable
{
    /// <summary>1 to 128 of <c>A-Z a-z 0-9 _ -</c>; the same for each sending of one delivery.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The partner's customer, lower case, in the form of <see cref="TenantName"/>.</summary>
    public required string Tenant { get; init; }

    /// <summary>One of Pleo's five installation statuses.</summary>
    public required string Status { get; init; }

    /// <summary>Names and values to hand to Pleo unchanged, whatever JSON the values are.</summary>
    public required IReadOnlyList<KeyValuePair<string, JsonElement>> Metadata { get; init; }

    /// <summary>Ends the life of the metadata's values.</summary>
    public void Dispose() => json.Dispose();
}
