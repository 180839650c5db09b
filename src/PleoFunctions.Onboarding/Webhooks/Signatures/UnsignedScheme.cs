namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// No signature: only the function key protects the route. It is never a default; a setting must name it. The delivery
/// id is where the partner's mapping says, or otherwise the SHA-256 of the body.
/// </summary>
public sealed class UnsignedScheme : SignatureScheme
{
    /// <inheritdoc/>
    public override string Name => "none";

    /// <inheritdoc/>
    public override string? KeyForm => null;

    /// <inheritdoc/>
    public override SignatureVerification Verify(
        WebhookHeaders headers,
        ReadOnlySpan<byte> body,
        string secret,
        TimeSpan tolerance,
        DateTimeOffset now
    ) => SignatureVerification.Valid(null);

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, string>> Sign(
        string deliveryId,
        DateTimeOffset signedAt,
        ReadOnlySpan<byte> body,
        string secret
    ) => [];

    /// <inheritdoc/>
    public override string? FindFault(string secret) => null;

    /// <inheritdoc/>
    public override bool HasUsableKey(string secret) => true;
}
