namespace PleoFunctions.Local.Hosting;

/// <summary>Whose page a browser sends a request for.</summary>
internal static class RequestOrigin
{
    /// <summary>A page of somebody else's, open in the same browser, must not send in our name.</summary>
    public static bool IsFromElsewhere(this HttpRequest request) =>
        request.Headers.Origin is [{ } origin]
        && !string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
