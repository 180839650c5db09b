namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// GitHub's: <c>X-Hub-Signature-256: sha256=…</c> over the body. The delivery id of <c>X-GitHub-Delivery</c> is
/// not signed: it serves deduplication only.
/// </summary>
public sealed class GitHubScheme : HmacScheme
{
    private const string SignatureHeader = "X-Hub-Signature-256";

    /// <inheritdoc/>
    public override string Name => "github";

    /// <inheritdoc/>
    public override string DeliveryIdHeader => "X-GitHub-Delivery";

    internal override string SignaturePrefix => "sha256=";

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
