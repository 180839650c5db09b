namespace PleoFunctions.Local.Commands;

/// <summary>Sends a command's request, and turns a failed connection into a message that says what to do.</summary>
internal static class CommandRequests
{
    /// <exception cref="NoAnswerException">No server answers there.</exception>
    public static async Task<HttpResponseMessage> SendOrExplainAsync(
        this HttpClient http,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        // Without the query: it may hold a function key.
        var target = request.RequestUri!;
        var server = $"{target.Scheme}://{target.Authority}";
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            var advice = target.IsLoopback
                ? "Is it running? Start it with: dotnet run --project src/PleoFunctions.Local"
                : "Check --url.";
            throw new NoAnswerException($"{server} cannot be reached ({e.Message}). {advice}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NoAnswerException($"{server} does not answer in time.");
        }
    }
}
