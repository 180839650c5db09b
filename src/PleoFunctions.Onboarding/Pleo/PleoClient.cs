using System.Net;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Calls Pleo's client installations. It does not throw when a call fails: every result is a <see cref="PleoReply"/> that
/// says what is known.
/// </summary>
internal sealed class PleoClient(
    IHttpMessageHandlerFactory handlers,
    PleoAddress address,
    PleoPipeline gate,
    PleoSettings settings,
    TimeProvider clock
) : IDisposable
{
    /// <summary>The longest reply that is read, in bytes: twice the largest webhook, so that its metadata fits.</summary>
    public const int MaxReplyLength = 512 * 1024;

    private const int UsualReplyLength = 4 * 1024;

    public const string Path = "v1/installations/me";

    // Not an HttpClient: its base address, default headers, buffering and time limit are not needed.
    private readonly HttpMessageInvoker _http = new(handlers.CreateHandler(nameof(PleoClient)), disposeHandler: false);

    private readonly Uri _address = new(address.Value, Path);

    /// <summary><c>POST /v1/installations/me</c>. Not idempotent: each call may create an installation.</summary>
    /// <param name="key">The tenant's key.</param>
    /// <param name="body">The body, as <see cref="InstallationRequest"/> writes it.</param>
    /// <param name="time">How much of the delivery's time is left. An attempt also ends after <c>Pleo__AttemptTimeout</c>.</param>
    public ValueTask<PleoReply> CreateAsync(ApiKey key, ReadOnlyMemory<byte> body, TimeSpan time) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, _address) { Content = new SendOnceContent(body) }, key, time);

    /// <summary><c>GET /v1/installations/me</c>.</summary>
    /// <param name="key">The tenant's key.</param>
    /// <param name="time">How much of the delivery's time is left. An attempt also ends after <c>Pleo__AttemptTimeout</c>.</param>
    public ValueTask<PleoReply> FindAsync(ApiKey key, TimeSpan time) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, _address), key, time);

    public void Dispose() => _http.Dispose();

    private async ValueTask<PleoReply> SendAsync(HttpRequestMessage request, ApiKey key, TimeSpan time)
    {
        using (request)
        {
            request.Headers.Authorization = key.Authorization;
            request.Headers.TryAddWithoutValidation("Accept", "application/json");

            using var timeout = new CancellationTokenSource(Shorter(time, settings.AttemptTimeout), clock);
            return await gate.PassAsync(
                static attempt => attempt.Client.TryAsync(attempt.Request, attempt.Timeout),
                (Client: this, Request: request, Timeout: timeout.Token),
                timeout.Token
            );
        }
    }

    private async ValueTask<PleoReply> TryAsync(HttpRequestMessage request, CancellationToken timeout)
    {
        try
        {
            return await ExchangeAsync(request, timeout);
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

    private async ValueTask<PleoReply> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
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
                return NoInstallation(status);
            }
        }

        return InstallationsReader.Read(body.Written) is { } installations
            ? new PleoReply(PleoReplyKind.Installations) { Status = status, Installations = installations }
            : NoInstallation(status);
    }

    private static PleoReply NoInstallation(int status) =>
        new(PleoReplyKind.Unexpected)
        {
            Status = status,
            Reason = $"status {status} with a body that is not an installation",
        };

    private static PleoReplyKind KindOf(HttpStatusCode status, TimeSpan? retryAfter) =>
        (int)status switch
        {
            400 => PleoReplyKind.Rejected,
            401 or 403 => PleoReplyKind.Unauthorized,
            404 => PleoReplyKind.NotFound,
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

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
