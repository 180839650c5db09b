namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// Shopify's scheme: <c>X-Shopify-Hmac-Sha256</c> in base64, over the body. The delivery id is in <c>X-Shopify-Webhook-Id</c>.
/// </summary>
public sealed class ShopifyScheme : BodyHmacScheme
{
    /// <inheritdoc/>
    public override string Name => "shopify";

    /// <inheritdoc/>
    public override string DeliveryIdHeader => "X-Shopify-Webhook-Id";

    private protected override string SignatureHeader => "X-Shopify-Hmac-Sha256";

    internal override string SignaturePrefix => "";

    internal override bool SignaturesAreBase64 => true;
}
