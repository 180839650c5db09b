namespace PleoFunctions.Onboarding.Responses;

/// <summary>The answer to a delivery that went well.</summary>
internal sealed class InstallationDocument
{
    public required string DeliveryId { get; init; }

    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    public required NormalizedInstallation Installation { get; init; }
}
