using System.Net;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Calls Pleo's client installations, and asks which company a key belongs to. It does not throw when a call fails:
/// every result is a <see cref="PleoReply"/> that says what is known.
/// </summary>
internal sealed class PleoClient(
    IHttpMessageHandlerFactory handlers,
    PleoAddress address,
    PleoPipeline pipeline,
    PleoSettings settings,
    TimeProvider clock
) : IDisposable
{
    /// <summary>The longest reply that is read, in bytes: twice the largest webhook, so that its metadata fits.</summary>
    public const int MaxReplyLength = 512 * 1024;

    private const int UsualReplyLength = 4 * 1024;

    public const string Path = "v1/installations/me";

    public const string IntrospectPath = "v1/introspect";

    /// <summary>Product and version (RFC 9110 section 10.1.5), so that Pleo can tell who calls.</summary>
    public static string UserAgent { get; } =
        $"PleoFunctions/{typeof(PleoClient).Assembly.GetName().Version!.ToString(3)}";

    // Not an HttpClient: its base address, default headers, buffering and time limit are not needed.
    private readonly HttpMessageInvoker _http = new(handlers.CreateHandler(nameof(PleoClient)), disposeHandler: false);

    private readonly Operation _create = new(HttpMethod.Post, new(address.Value, Path), ReadInstallations);
    private readonly Operation _update = new(HttpMethod.Put, new(address.Value, Path), ReadInstallations);
    private readonly Operation _introspect = new(HttpMethod.Get, new(address.Value, IntrospectPath), ReadIntrospection);
    private readonly Operation _find = new(HttpMethod.Get, new(address.Value, Path), ReadInstallations)
    {
        IgnoresCircuit = true,
    };

    /// <summary><c>POST /v1/installations/me</c>. Not idempotent: each call may create.</summary>
    /// <param name="key">The customer's key.</param>
    /// <param name="body">The body, as <see cref="InstallationRequest"/> writes it.</param>
    /// <param name="timeLeft">How much of the delivery's time is left.</param>
    public ValueTask<PleoReply> CreateAsync(ApiKey key, ReadOnlyMemory<byte> body, TimeSpan timeLeft) =>
        SendAsync(_create, key, body, timeLeft);

    /// <summary><c>PUT /v1/installations/me</c>. Idempotent.</summary>
    /// <param name="key">The customer's key.</param>
    /// <param name="body">The body, as <see cref="InstallationRequest"/> writes it.</param>
    /// <param name="timeLeft">How much of the delivery's time is left.</param>
    public ValueTask<PleoReply> UpdateAsync(ApiKey key, ReadOnlyMemory<byte> body, TimeSpan timeLeft) =>
        SendAsync(_update, key, body, timeLeft);

    /// <summary><c>GET /v1/installations/me</c>.</summary>
    /// <param name="key">The customer's key.</param>
    /// <param name="timeLeft">How much of the delivery's time is left.</param>
    public ValueTask<PleoReply> FindAsync(ApiKey key, TimeSpan timeLeft) => SendAsync(_find, key, body: null, timeLeft);

    /// <summary><c>GET /v1/introspect</c>: which company the key belongs to.</summary>
    /// <param name="key">The customer's key.</param>
    /// <param name="timeLeft">How much of the delivery's time is left.</param>
    public ValueTask<PleoReply> IntrospectAsync(ApiKey key, TimeSpan timeLeft) =>
        SendAsync(_introspect, key, body: null, timeLeft);

    public void Dispose() => _http.Dispose();

    /// <summary>Waits for a free place only while the time of a whole attempt is left after it.</summary>
    private async ValueTask<PleoReply> SendAsync(
        Operation operation,
        ApiKey key,
        ReadOnlyMemory<byte>? body,
        TimeSpan timeLeft
    )
    {
        using var request = new HttpRequestMessage(operation.Method, operation.Address);
        request.Content = body is { } bytes ? new SendOnceContent(bytes) : null;
        request.Headers.Authorization = key.Authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);

        return await pipeline.ExecuteAsync(
            static attempt => attempt.Client.TryAsync(attempt.Operation, attempt.Request),
            (Client: this, Operation: operation, Request: request),
            new PipelineLimits(key, timeLeft - settings.AttemptTimeout, operation.IgnoresCircuit)
        );
    }

    private async ValueTask<PleoReply> TryAsync(Operation operation, HttpRequestMessage request)
    {
        // The attempt's time begins now that it has its place.
        using var timeout = new CancellationTokenSource(settings.AttemptTimeout, clock);
        try
        {
            return await ExchangeAsync(operation, request, timeout.Token);
        }
        // SendOnceContent throws an InvalidOperationException when a request would be sent twice.
        catch (Exception e)
            when (e is HttpRequestException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // A GET has no body to track; treat it as sent.
            var started = (request.Content as SendOnceContent)?.Started ?? true;
            return Describe(e, started, timeout.IsCancellationRequested);
        }
    }

    private async ValueTask<PleoReply> ExchangeAsync(
        Operation operation,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var response = await _http.SendAsync(request, cancellationToken);

        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            var retryAfter = RetryAfterOf(response);
            return new PleoReply(KindOf(response.StatusCode, retryAfter))
            {
                Status = status,
                RetryAfter = retryAfter,
                Reason = $"status {status}",
            };
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new RentedBuffer(UsualReplyLength);
        while (await stream.ReadAsync(body.GetMemory(), cancellationToken) is var read and > 0)
        {
            body.Advance(read);
            if (body.Length > MaxReplyLength)
            {
                return Unexpected(status);
            }
        }

        return operation.Read(status, body.Written) ?? Unexpected(status);
    }

    private static PleoReply? ReadInstallations(int status, ReadOnlySpan<byte> body) =>
        InstallationsReader.Read(body) is { } installations
            ? new PleoReply(PleoReplyKind.Installations) { Status = status, Installations = installations }
            : null;

    private static PleoReply? ReadIntrospection(int status, ReadOnlySpan<byte> body) =>
        IntrospectionReader.TryRead(body, out var subject)
            ? new PleoReply(PleoReplyKind.Introspected) { Status = status, Subject = subject }
            : null;

    private static PleoReply Unexpected(int status) =>
        new(PleoReplyKind.Unexpected)
        {
            Status = status,
            Reason = $"status {status} with a body that is not of the documented form",
        };

    private static PleoReplyKind KindOf(HttpStatusCode status, TimeSpan? retryAfter) =>
        (int)status switch
        {
            400 => PleoReplyKind.Rejected,
            401 or 403 => PleoReplyKind.Unauthorized,
            404 => PleoReplyKind.NotFound,
            409 => PleoReplyKind.Conflict,
            429 => PleoReplyKind.RateLimited,
            503 when retryAfter is not null => PleoReplyKind.TurnedAway,
            502 or 503 or 504 => PleoReplyKind.GatewayError,
            >= 500 => PleoReplyKind.ServerError,
            _ => PleoReplyKind.Unexpected,
        };

    private static PleoReply Describe(Exception failure, bool started, bool timedOut)
    {
        var kind = (started, timedOut) switch
        {
            (false, _) => PleoReplyKind.NotSent,
            (true, true) => PleoReplyKind.TimedOut,
            (true, false) => PleoReplyKind.ReplyLost,
        };
        var error = (failure as HttpRequestException)?.HttpRequestError;
        return new PleoReply(kind) { Reason = error?.ToString() ?? failure.GetType().Name };
    }

    /// <summary>Seconds or a date (RFC 9110 section 10.2.3). A date in the past means now.</summary>
    private TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        response.Headers.RetryAfter switch
        {
            { Delta: { } seconds } => seconds,
            { Date: { } date } => date - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
            _ => null,
        };

    /// <summary>One of Pleo's operations that the app uses.</summary>
    /// <param name="Method">Its method.</param>
    /// <param name="Address">Its address.</param>
    /// <param name="Read">Reads a 2xx reply from its status and body; null when it is not of the documented form.</param>
    private sealed record Operation(HttpMethod Method, Uri Address, Func<int, ReadOnlySpan<byte>, PleoReply?> Read)
    {
        /// <inheritdoc cref="PipelineLimits.IgnoresCircuit"/>
        public bool IgnoresCircuit { get; init; }
    }
}
