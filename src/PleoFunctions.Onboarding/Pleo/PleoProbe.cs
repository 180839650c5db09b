namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Checks that Pleo's host answers. It sends no key, so a 401 is a good answer.</summary>
internal sealed class PleoProbe(HttpClient http)
{
    private const int ServerError = 500;

    /// <exception cref="HttpRequestException">Pleo's host cannot be reached, or answers with a server error.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, PleoClient.Path);
        request.Headers.TryAddWithoutValidation("User-Agent", PleoClient.UserAgent);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if ((int)response.StatusCode >= ServerError)
        {
            throw new HttpRequestException(
                "Pleo's host answered with a server error.",
                inner: null,
                response.StatusCode
            );
        }
    }
}
