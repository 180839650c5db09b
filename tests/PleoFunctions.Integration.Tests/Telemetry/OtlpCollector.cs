using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PleoFunctions.Integration.Tests.Telemetry;

/// <summary>Receives OTLP exports over HTTP, and stores their bytes as text.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _firstWith = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentQueue<string> _exports = new();

    private OtlpCollector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", ReceiveAsync);
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>Everything that was exported.</summary>
    public string Everything => string.Join('\n', _exports);

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Waits for an export of a signal that holds a text.</summary>
    public Task<string> WhenExportedAsync(string signal, string text) => Waiting(signal, text).Task;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private TaskCompletionSource<string> Waiting(string signal, string text) =>
        _firstWith.GetOrAdd(
            $"{signal}/{text}",
            static _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously)
        );

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var export = Encoding.Latin1.GetString(body.ToArray());
        _exports.Enqueue(export);

        var signal = (string)context.Request.RouteValues["signal"]!;
        foreach (var (wanted, waiting) in _firstWith)
        {
            var parts = wanted.Split('/', 2);
            if (
                signal.Equals(parts[0], StringComparison.Ordinal) && export.Contains(parts[1], StringComparison.Ordinal)
            )
            {
                waiting.TrySetResult(export);
            }
        }
    }
}
