using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>The settings <c>Partners__&lt;name&gt;__Mapping__…</c>.</summary>
internal sealed class MappingOptions
{
    /// <summary>Where the payload carries the delivery id.</summary>
    /// <value>Default: the scheme's header, or the scheme's own place in the payload, or the body's SHA-256.</value>
    [Pointer(Optional = true)]
    public string? DeliveryId { get; set; }

    /// <summary>Where the payload carries the tenant.</summary>
    /// <value>Default: /data/tenant.</value>
    [Pointer]
    public string Tenant { get; set; } = "/data/tenant";

    /// <summary>Where the payload carries the status.</summary>
    /// <value>Default: /data/status.</value>
    [Pointer]
    public string Status { get; set; } = "/data/status";

    /// <summary>The status of a payload without one.</summary>
    /// <value>Default: PENDING_INTEGRATION.</value>
    [OneOf(
        InstallationStatus.Activated,
        InstallationStatus.Inactive,
        InstallationStatus.Authorized,
        InstallationStatus.PendingIntegration,
        InstallationStatus.Error
    )]
    public string DefaultStatus { get; set; } = InstallationStatus.PendingIntegration;

    /// <summary>The partner's words for statuses, as JSON text.</summary>
    [StatusMap(Optional = true)]
    public string? StatusMap { get; set; }

    /// <summary>A pointer to the metadata, or JSON text that gives a pointer for each member.</summary>
    /// <value>Default: /data/metadata.</value>
    [MetadataMap]
    public string Metadata { get; set; } = "/data/metadata";
}
