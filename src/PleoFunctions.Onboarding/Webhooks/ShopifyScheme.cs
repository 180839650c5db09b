namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// Shopify's: <c>X-Shopify-Hmac-Sha256</c>, base64 over the body. The delivery id of <c>X-Shopify-Webhook-Id</c> is
/// not signed: it serves deduplication only.
/// </summary>
public sealed class ShopifyScheme : HmacScheme
{
    private const string SignatureHeader = "X-Shopify-Hmac-Sha256";

    /// <inheritdoc/>
    public override string Name => "shopify";

    /// <inheritdoc/>
    public override string DeliveryIdHeader => "X-Shopify-Webhook-Id";

    internal override string SignaturePrefix => "";

    internal override bool SignaturesAreBase64 => true;

    internal override string SignedContent => "the body, byte for byte as sent";

    internal override SignatureVerification? Read(WebhookHeaders headers, out SignedRequest request)
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
