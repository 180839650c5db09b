using System.Diagnostics;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Records the calls to Pleo of a recorded run.</summary>
internal sealed class PleoCallWatch(TimeProvider clock) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (DeliveryWatch.Current is not { } run)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        var body = (request.Content as SendOnceContent)?.Bytes ?? ReadOnlyMemory<byte>.Empty;
        var call = new PleoCall(request, body, Activity.Current?.SpanId.ToHexString());
        run.Add(call);
        var started = clock.GetTimestamp();
        HttpResponseMessage reply;
        try
        {
            reply = await base.SendAsync(request, cancellationToken);
        }
        catch (Exception e)
        {
            call.Failed(Describe(e, cancellationToken), clock.GetElapsedTime(started));
            throw;
        }

        call.Answered(reply, clock.GetElapsedTime(started));
        if (reply.IsSuccessStatusCode)
        {
            await CopyBodyAsync(reply, call, cancellationToken);
        }
        else
        {
            await ReadBodyAsync(reply, call, cancellationToken);
        }

        return reply;
    }

    private static string Describe(Exception failure, CancellationToken cancellationToken) =>
        failure switch
        {
            _ when cancellationToken.IsCancellationRequested => "No reply in time",
            HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } e =>
                $"{e.HttpRequestError}: {e.Message}",
            _ => failure.Message,
        };

    /// <summary>Copies the body while the caller reads it.</summary>
    private static async Task CopyBodyAsync(
        HttpResponseMessage reply,
        PleoCall call,
        CancellationToken cancellationToken
    )
    {
        var watched = new StreamContent(
            new CapturingStream(await reply.Content.ReadAsStreamAsync(cancellationToken), call.ReplyBody)
        );
        foreach (var (name, values) in reply.Content.Headers)
        {
            watched.Headers.TryAddWithoutValidation(name, values);
        }

        reply.Content = watched;
    }

    /// <summary>Reads the body of a failure. The caller does not read it, but it often says the reason.</summary>
    private static async Task ReadBodyAsync(
        HttpResponseMessage reply,
        PleoCall call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var body = new byte[16 * 1024];
            await using var stream = await reply.Content.ReadAsStreamAsync(cancellationToken);
            var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
            call.ReplyBody.Append(body.AsSpan(0, length));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Then the console shows no body.
        }
    }
}
