namespace PleoFunctions.Local.Commands;

/// <summary>The requests that commands send. That nobody answers is told in words, and without the address's query.</summary>
internal static class CommandRequests
{
    /// <exception cref="UserErrorException">Nobody answers there.</exception>
    public static async Task<HttpResponseMessage> SendOrTellAsync(
        this HttpClient http,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
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
            throw new UserErrorException($"{server} cannot be reached ({e.Message}). {advice}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UserErrorException($"{server} does not answer in time.");
        }
    }
}
