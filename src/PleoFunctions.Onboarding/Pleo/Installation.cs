using System.Text.Json;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Pleo's <c>InstallationResponse</c> (App Marketplace API 39.4.0), read tolerantly. Its seven required fields are
/// required; status may be any text, metadata values may be any JSON, and unknown fields are ignored.
/// </summary>
internal sealed class Installation
{
    public required string Id { get; init; }

    public required string ApplicationId { get; init; }

    public required string Resource { get; init; }

    public required string Status { get; init; }

    public string? ErrorCode { get; init; }

    public required Dictionary<string, JsonElement> Metadata { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The delivery that wrote it last; null when it does not carry our mark.</summary>
    public string? DeliveryId => InstallationRequest.MarkIn(Metadata)?.GetString();

    /// <summary>Whether the installation was written for this delivery.</summary>
    public bool CarriesDeliveryId(string deliveryId) =>
        InstallationRequest.MarkIn(Metadata)?.ValueEquals(deliveryId) is true;
}
