using System.Security.Cryptography;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>What a ledger keeps of a webhook while its delivery is not done.</summary>
internal sealed class DeliveryRequest(string tenant, ReadOnlyMemory<byte> body)
{
    public string Tenant { get; } = tenant;

    /// <summary>The raw body, so that the delivery can be run again.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    /// <summary>The SHA-256 of the body, 32 bytes: the same id with another hash is another delivery.</summary>
    public byte[] BodyHash { get; } = SHA256.HashData(body.Span);
}
