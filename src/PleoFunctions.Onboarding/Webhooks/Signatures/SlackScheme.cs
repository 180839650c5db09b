namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// Slack's scheme: <c>X-Slack-Signature: v0=…</c> over <c>v0:timestamp:body</c>. The timestamp is in
/// <c>X-Slack-Request-Timestamp</c>. The delivery id is the event's id in the payload.
/// </summary>
public sealed class SlackScheme : HmacScheme
{
    private const string SignatureHeader = "X-Slack-Signature";
    private const string TimestampHeader = "X-Slack-Request-Timestamp";

    /// <inheritdoc/>
    public override string Name => "slack";

    /// <inheritdoc/>
    public override string DeliveryIdPointer => "/event_id";

    internal override string SignaturePrefix => "v0=";

    internal override string SignedContent => "v0:timestamp:body, the body byte for byte as sent";

    internal override SignatureVerification? ReadOrRefuse(WebhookHeaders headers, out SignedRequest request)
    {
        request = default;
        if (headers[TimestampHeader] is not { } timestamp)
        {
            return SignatureVerification.Missing(TimestampHeader);
        }

        if (headers[SignatureHeader] is not { } signature)
        {
            return SignatureVerification.Missing(SignatureHeader);
        }

        request = new SignedRequest(SignatureHeader, signature, PrefixOf("", timestamp), timestamp);
        return null;
    }

    private protected override string PrefixOf(string deliveryId, string timestamp) => $"v0:{timestamp}:";

    private protected override IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        string deliveryId,
        string timestamp,
        string signature
    ) => [new(TimestampHeader, timestamp), new(SignatureHeader, signature)];
}
