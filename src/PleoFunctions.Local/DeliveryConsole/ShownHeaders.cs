using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>
/// The headers whose values the console keeps and shows. For all others, such as keys, it keeps only the name.
/// </summary>
internal static class ShownHeaders
{
    private static readonly HashSet<string> Allowed = new(SchemeHeaders(), StringComparer.OrdinalIgnoreCase)
    {
        "Accept",
        "Accept-Encoding",
        "Content-Encoding",
        "Content-Length",
        "Content-Type",
        "Date",
        "Host",
        Answers.OutcomeHeader,
        "Retry-After",
        "traceparent",
        "Transfer-Encoding",
        "User-Agent",
        "X-GitHub-Event",
        "X-Shopify-Topic",
    };

    /// <summary>Headers of the connection. A new request sets its own.</summary>
    private static readonly HashSet<string> ConnectionHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept-Encoding",
        "Content-Length",
        "Host",
        "Transfer-Encoding",
    };

    /// <summary>A header, with its value only if that may be shown.</summary>
    public static HeaderDocument Show(string name, string value) => new(name, Allowed.Contains(name) ? value : null);

    /// <summary>The headers for sending a request again.</summary>
    public static IEnumerable<KeyValuePair<string, string>> ToSendAgain(IEnumerable<HeaderDocument> headers) =>
        headers
            .Where(header => header.Value is not null && !ConnectionHeaders.Contains(header.Name))
            .Select(header => new KeyValuePair<string, string>(header.Name, header.Value!));

    /// <summary>The headers that each scheme signs with.</summary>
    private static IEnumerable<string> SchemeHeaders() =>
        SignatureScheme.All.SelectMany(scheme =>
            scheme
                .Sign("id", DateTimeOffset.UnixEpoch, [], LocalKeys.Write(new byte[32], scheme))
                .Select(header => header.Key)
        );
}
