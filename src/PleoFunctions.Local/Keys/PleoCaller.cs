using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Keys;

/// <summary>
/// Calls Pleo by the handler of the app's own client, and shows the whole answer. It sends each request once, and does
/// not throw when a call fails.
/// </summary>
internal sealed class PleoCaller(
    IHttpMessageHandlerFactory handlers,
    PleoAddress address,
    PleoSettings settings,
    TimeProvider clock
) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(handlers.CreateHandler(nameof(PleoClient)), disposeHandler: false);

    /// <summary>Where Pleo is.</summary>
    public Uri Address => address.Value;

    /// <summary><c>GET /v1/introspect</c>: whose the key is.</summary>
    public Task<PleoAnswer> IntrospectAsync(ApiKey key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, PleoClient.IntrospectPath, key, body: null, cancellationToken);

    /// <summary><c>GET /v1/installations/me</c>.</summary>
    public Task<PleoAnswer> FindAsync(ApiKey key, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, PleoClient.Path, key, body: null, cancellationToken);

    /// <summary>Another method of <c>/v1/installations/me</c>.</summary>
    public Task<PleoAnswer> ChangeAsync(
        HttpMethod method,
        ApiKey key,
        ReadOnlyMemory<byte>? body,
        CancellationToken cancellationToken
    ) => SendAsync(method, PleoClient.Path, key, body, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<PleoAnswer> SendAsync(
        HttpMethod method,
        string path,
        ApiKey key,
        ReadOnlyMemory<byte>? body,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(address.Value, path));
        request.Content = body is { } bytes ? new SendOnceContent(bytes) : null;
        request.Headers.Authorization = key.Authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", PleoClient.UserAgent);

        using var timeout = new CancellationTokenSource(settings.AttemptTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, both.Token);
            return new PleoAnswer
            {
                Status = (int)response.StatusCode,
                MediaType = response.Content.Headers.ContentType?.MediaType,
                Body = await ReadAsync(response.Content, both.Token),
            };
        }
        catch (HttpRequestException e)
        {
            return new PleoAnswer { Failure = $"no answer ({e.HttpRequestError})" };
        }
        catch (IOException)
        {
            return new PleoAnswer { Failure = "no whole answer: the connection broke" };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PleoAnswer { Failure = "no answer in time" };
        }
    }

    /// <summary>Reads a body, as far as the app reads one.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[PleoClient.MaxReplyLength];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return body.AsMemory(0, length);
    }
}
