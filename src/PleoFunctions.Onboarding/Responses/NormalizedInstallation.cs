using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>An installation in our own terms, whatever Pleo adds to its own.</summary>
internal sealed class NormalizedInstallation
{
    public required string Id { get; init; }

    public required string ApplicationId { get; init; }

    public required NormalizedResource Resource { get; init; }

    public required string Status { get; init; }

    public required string State { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? ErrorCode { get; init; }

    public required IReadOnlyDictionary<string, JsonElement> Metadata { get; init; }

    /// <summary>In UTC, which is what makes it end in <c>Z</c>.</summary>
    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>Puts Pleo's installation into our terms. Our own mark in the metadata is not the partner's business.</summary>
    public static NormalizedInstallation From(Installation installation)
    {
        installation.Metadata.Remove(InstallationRequest.DeliveryIdKey);
        return new NormalizedInstallation
        {
            Id = installation.Id,
            ApplicationId = installation.ApplicationId,
            Resource = NormalizedResource.From(installation.Resource),
            Status = installation.Status,
            State = InstallationStatus.StateOf(installation.Status),
            ErrorCode = installation.ErrorCode,
            Metadata = installation.Metadata,
            CreatedAt = installation.CreatedAt.UtcDateTime,
            UpdatedAt = installation.UpdatedAt.UtcDateTime,
        };
    }
}
