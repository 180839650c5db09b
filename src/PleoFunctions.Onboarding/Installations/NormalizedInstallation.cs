using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>An installation in our own form, which stays the same when Pleo adds to its own.</summary>
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

    /// <summary>UTC, so that it is written with <c>Z</c>.</summary>
    public required DateTime CreatedAt { get; init; }

    public required DateTime UpdatedAt { get; init; }

    /// <summary>Converts Pleo's installation. It leaves out our own mark in the metadata.</summary>
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

/// <summary>The resource that an installation belongs to.</summary>
internal sealed class NormalizedResource
{
    private const string Prefix = "urn:pleo:";

    public required string Urn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? Id { get; init; }

    /// <summary>Splits <c>urn:pleo:&lt;type&gt;:&lt;id&gt;</c>; any other text stays whole.</summary>
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
