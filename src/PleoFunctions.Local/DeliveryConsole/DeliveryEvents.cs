using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Sends deliveries to a page as they arrive, by server-sent events.</summary>
/// <remarks>
/// A slow page gets fewer messages, not a queue of them: each message has every delivery that changed since the last
/// one. So a page takes no memory beyond the deliveries that are kept.
/// </remarks>
internal sealed class DeliveryEvents(
    WatchedDeliveries deliveries,
    IHostApplicationLifetime lifetime,
    TimeProvider clock
)
{
    /// <summary>The shortest time between two messages. People cannot read faster.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest time without a message; a write is how a lost connection is noticed.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Versions start again with each process, so the event id also names the process.
    private readonly string _process = Guid.NewGuid().ToString("N")[..8];

    public async Task StreamAsync(HttpContext context)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            lifetime.ApplicationStopping
        );
        var watcher = deliveries.Subscribe();
        try
        {
            var version = await SendChangesAsync(response, VersionOf(context.Request), always: true, ended.Token);
            while (true)
            {
                await WaitAsync(watcher.Reader, response, ended.Token);
                version = await SendChangesAsync(response, version, always: false, ended.Token);
                await Task.Delay(Pace, clock, ended.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The page was closed, or the process is stopping.
        }
        finally
        {
            deliveries.Unsubscribe(watcher);
        }
    }

    private async Task WaitAsync(
        ChannelReader<bool> changed,
        HttpResponse response,
        CancellationToken cancellationToken
    )
    {
        var waiting = changed.ReadAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                await waiting.WaitAsync(Heartbeat, clock, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(":\n\n", cancellationToken);
            }
        }
    }

    private async Task<long> SendChangesAsync(
        HttpResponse response,
        long version,
        bool always,
        CancellationToken cancellationToken
    )
    {
        var changes = deliveries.ChangesSince(version);
        if (always || changes.IsWhole || changes.Deliveries.Count > 0)
        {
            var kind = changes.IsWhole ? "resync" : "deliveries";
            var json = JsonSerializer.Serialize(changes, ConsoleJson.Default.DeliveryChanges);
            await response.WriteAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"event: {kind}\nid: {_process}.{changes.Version}\ndata: {json}\n\n"
                ),
                cancellationToken
            );
        }

        return changes.Version;
    }

    /// <summary>The version that a reconnecting page has seen; -1 for a new page.</summary>
    private long VersionOf(HttpRequest request) =>
        request.Headers["Last-Event-ID"].ToString().Split('.') is [var process, var text]
        && string.Equals(process, _process, StringComparison.Ordinal)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : -1;
}
