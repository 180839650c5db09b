using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>Requires a key for the operators' routes, as the Functions host does; refuses others without a body.</summary>
internal sealed class KeyedHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _queries = new();

    private KeyedHost(int status, string key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async context =>
        {
            _queries.Enqueue(context.Request.QueryString.Value ?? "");
            if (!string.Equals(context.Request.Headers["x-functions-key"], key, StringComparison.Ordinal))
            {
                context.Response.StatusCode = status;
                return;
            }

            await context.Response.WriteAsync("""{"deliveries":[]}""");
        });
    }

    public string Address => _app.Urls.First();

    public IReadOnlyCollection<string> Queries => _queries;

    public static async Task<KeyedHost> StartAsync(int status, string key)
    {
        var host = new KeyedHost(status, key);
        await host._app.StartAsync();
        return host;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
