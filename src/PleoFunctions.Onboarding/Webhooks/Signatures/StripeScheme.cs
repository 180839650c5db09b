namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// Stripe's scheme: <c>Stripe-Signature: t=…,v1=…</c>, with one or more <c>v1</c>, over <c>timestamp.body</c>. The
/// delivery id is the event's id in the payload.
/// </summary>
public sealed class StripeScheme : HmacScheme
{
    private const string SignatureHeader = "Stripe-Signature";
    private const string TimestampPrefix = "t=";

    /// <inheritdoc/>
    public override string Name => "stripe";

    /// <inheritdoc/>
    public override string DeliveryIdPointer => "/id";

    internal override string SignaturePrefix => "v1=";

    internal override char? SignatureSeparator => ',';

    internal override string SignedContent => "timestamp.body, the body byte for byte as sent";

    internal override SignatureVerification? ReadOrRefuse(WebhookHeaders headers, out SignedRequest request)
    {
        request = default;
        if (headers[SignatureHeader] is not { } signatures)
        {
            return SignatureVerification.Missing(SignatureHeader);
        }

        ReadOnlySpan<char> list = signatures;
        if (!TakeSignature(ref list, TimestampPrefix, SignatureSeparator, out var timestamp))
        {
            return SignatureVerification.Invalid($"The header {SignatureHeader} has no timestamp (t=…).");
        }

        if (TakeSignature(ref list, TimestampPrefix, SignatureSeparator, out _))
        {
            return SignatureVerification.Invalid($"The header {SignatureHeader} has more than one timestamp (t=…).");
        }

        var signedAt = timestamp.ToString();
        request = new SignedRequest(SignatureHeader, signatures, PrefixOf("", signedAt), signedAt);
        return null;
    }

    private protected override string PrefixOf(string deliveryId, string timestamp) => $"{timestamp}.";

    private protected override IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        string deliveryId,
        string timestamp,
        string signature
    ) => [new(SignatureHeader, $"t={timestamp},{signature}")];
}
