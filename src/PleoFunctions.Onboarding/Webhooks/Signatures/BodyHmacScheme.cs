namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// A scheme that signs only the body, with one signature in one header and the delivery id in another. The id is not
/// signed: it is used only to recognize a repeated delivery.
/// </summary>
public abstract class BodyHmacScheme : HmacScheme
{
    private protected BodyHmacScheme() { }

    /// <inheritdoc/>
    public abstract override string DeliveryIdHeader { get; }

    /// <summary>The header with the signature.</summary>
    private protected abstract string SignatureHeader { get; }

    internal override string SignedContent => "the body, byte for byte as sent";

    internal override SignatureVerification? ReadOrRefuse(WebhookHeaders headers, out SignedRequest request)
    {
        request = default;
        if (headers[SignatureHeader] is not { } signature)
        {
            return SignatureVerification.Missing(SignatureHeader);
        }

        request = new SignedRequest(SignatureHeader, signature, "", DeliveryId: headers[DeliveryIdHeader]);
        return null;
    }

    private protected override string PrefixOf(string deliveryId, string timestamp) => "";

    private protected override IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        string deliveryId,
        string timestamp,
        string signature
    ) => [new(DeliveryIdHeader, deliveryId), new(SignatureHeader, signature)];
}
