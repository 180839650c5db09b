namespace PleoFunctions.Local.Hosting;

/// <summary>Tells which site a browser's request comes from.</summary>
internal static class RequestOrigin
{
    /// <summary>A page of another site sent the request. Such a page must not be able to send webhooks, replays or erases.</summary>
    public static bool IsFromAnotherSite(this HttpRequest request) =>
        request.Headers.Origin is [{ } origin]
        && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
