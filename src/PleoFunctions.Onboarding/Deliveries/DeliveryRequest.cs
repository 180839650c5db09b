namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>What a ledger keeps of a webhook while its delivery is not done.</summary>
internal sealed class DeliveryRequest(string tenant, ReadOnlyMemory<byte> body)
{
    public string Tenant { get; } = tenant;

    /// <summary>The raw body, so that the delivery can be run again.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    public BodyHash BodyHash { get; } = BodyHash.Of(body.Span);
}
