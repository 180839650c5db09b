using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// A proxy in front of Azurite. It answers 503 before or after a request went through, and 412 to a write that did not.
/// </summary>
internal sealed class FaultyStorage : IAsyncDisposable
{
    private static readonly string[] HopByHop =
    [
        "Host",
        "Connection",
        "Keep-Alive",
        "Transfer-Encoding",
        "Content-Length",
    ];

    private readonly WebApplication _app;
    private readonly Uri _azurite;
    private readonly SeededRandom _random;
    private readonly EventCount _faults;

    private FaultyStorage(Uri azurite, SeededRandom random, EventCount faults)
    {
        (_azurite, _random, _faults) = (azurite, random, faults);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHttpClient(nameof(FaultyStorage)).RemoveAllLoggers();
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    /// <summary>No request fails any more.</summary>
    public bool IsAtPeace { get; set; }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    public static async Task<FaultyStorage> StartAsync(Uri azurite, SeededRandom random, EventCount faults)
    {
        var storage = new FaultyStorage(azurite, random, faults);
        await storage._app.StartAsync();
        return storage;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ForwardAsync(HttpContext context)
    {
        var request = context.Request;
        var chance = IsAtPeace ? 1 : _random.Next($"{request.Method} {request.Path}");
        var conditional = !string.IsNullOrEmpty(request.Headers.IfMatch);

        if (chance < 0.02)
        {
            Answer(context, HttpStatusCode.ServiceUnavailable, "Storage: 503 before");
            return;
        }

        if (chance < 0.03 && conditional)
        {
            Answer(context, HttpStatusCode.PreconditionFailed, "Storage: 412 for nothing");
            return;
        }

        using var response = await SendAsync(context);
        if (chance < 0.05)
        {
            var isClaimOrRecord = request.Path.Value!.EndsWith("$batch", StringComparison.Ordinal);
            Answer(
                context,
                HttpStatusCode.ServiceUnavailable,
                isClaimOrRecord ? ChaosFloors.LostResponse : "Storage: 503 afterwards"
            );
            return;
        }

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
        {
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        await response.Content.CopyToAsync(context.Response.Body);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContext context)
    {
        var request = context.Request;
        using var forwarded = new HttpRequestMessage(
            new HttpMethod(request.Method),
            new Uri(_azurite, request.Path.ToUriComponent() + request.QueryString)
        );
        if (request.ContentLength > 0)
        {
            var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            body.Position = 0;
            forwarded.Content = new StreamContent(body);
        }

        foreach (var (name, values) in request.Headers)
        {
            if (HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!forwarded.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                forwarded.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        // A received request is forwarded, even if its sender has died.
        var http = _app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(FaultyStorage));
        return await http.SendAsync(forwarded, CancellationToken.None);
    }

    private void Answer(HttpContext context, HttpStatusCode status, string fault)
    {
        _faults.Add(fault);
        context.Response.StatusCode = (int)status;
    }
}
