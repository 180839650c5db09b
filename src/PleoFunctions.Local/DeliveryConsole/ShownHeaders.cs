
namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>
/// The headers whose values are kept and shown, in either direction. Of all others, keys among them, not even the
/// console's memory has more than the name.
/// </summary>
internal static class ShownHeaders
{
    private static readonly HashSet<string> Allowed = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept",
        "Accept-Encoding",
        "Content-Encoding",
        "Content-Length",
        "Content-Type",
        "Date",
        "Host",
        "Onboarding-Outcome",
        "Retry-After",
        "Stripe-Signature",
        "traceparent",
        "Transfer-Encoding",
        "User-Agent",
        "webhook-id",
        "webhook-signature",
        "webhook-timestamp",
        "X-GitHub-Delivery",
        "X-GitHub-Event",
        "X-Hub-Signature-256",
        "X-Shopify-Hmac-Sha256",
        "X-Shopify-Topic",
        "X-Shopify-Webhook-Id",
        "X-Slack-Request-Timestamp",
        "X-Slack-Signature",
    };

    /// <summary>The connection's own: whoever sends the request again makes them anew.</summary>
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept-Encoding",
        "Content-Length",
        "Host",
        "Transfer-Encoding",
    };

    /// <summary>A header, without its value unless it may be shown.</summary>
    public static HeaderDocument Show(string name, string value) => new(name, Allowed.Contains(name) ? value : null);

    /// <summary>The headers to send a request again with.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ToSendAgain(IEnumerable<HeaderDocument> headers) =>
        headers
            .Where(header => header.Value is not null && !OfTheConnection.Contains(header.Name))
            .Select(header => new KeyValuePair<string, string>(header.Name, header.Value!));
}
