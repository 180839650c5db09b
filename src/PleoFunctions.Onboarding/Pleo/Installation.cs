using System.Text.Json;
using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Pleo's <c>InstallationResponse</c> (App Marketplace API 39.4.0), read tolerantly: its seven required fields are
/// required, any status is a status, metadata values are any JSON, and unknown fields are passed over.
/// </summary>
internal sealed class Installation
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("applicationId")]
    public required string ApplicationId { get; init; }

    [JsonPropertyName("resource")]
    public required string Resource { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("errorCode")]
    public string? ErrorCode { get; init; }

    [JsonPropertyName("metadata")]
    public required Dictionary<string, JsonElement> Metadata { get; init; }

    [JsonPropertyName("createdAt"), JsonConverter(typeof(PleoTimeConverter))]
    public required DateTimeOffset CreatedAt { get; init; }

    [JsonPropertyName("updatedAt"), JsonConverter(typeof(PleoTimeConverter))]
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The installation was created for that delivery.</summary>
    public bool CarriesDeliveryId(string deliveryId) =>
        InstallationRequest.MarkIn(Metadata)?.ValueEquals(deliveryId) is true;
}
