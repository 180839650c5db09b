using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

/// <summary>
/// Application Insights behind the real exporter's transport: it accepts everything. No socket, because the exporter
/// sends its token only over TLS.
/// </summary>
internal sealed class FakeIngestion : HttpMessageHandler
{
    public const string ConnectionString =
        "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://ingestion.example/";

    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<JsonElement> _items = new();

    /// <summary>The requests, as method, address and authorization.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The sent items, one by one.</summary>
    public IReadOnlyList<JsonElement> Items => [.. _items];

    /// <summary>The data of the sent items of a type: <c>MessageData</c>, <c>RequestData</c>, <c>MetricData</c>, …</summary>
    public IReadOnlyList<JsonElement> Of(string type) =>
        [
            .. _items
                .Select(item => item.GetProperty("data"))
                .Where(data => type.Equals(data.GetProperty("baseType").GetString(), StringComparison.Ordinal))
                .Select(data => data.GetProperty("baseData")),
        ];

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        _requests.Enqueue($"{request.Method} {request.RequestUri} {request.Headers.Authorization}");
        var lines = (await ReadAsync(request.Content!, cancellationToken)).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        foreach (var line in lines)
        {
            _items.Enqueue(JsonElement.Parse(line));
        }

        return new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(
                $$"""{"itemsReceived":{{lines.Length}},"itemsAccepted":{{lines.Length}},"errors":[]}""",
                Encoding.UTF8,
                "application/json"
            ),
        };
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(
            content.Headers.ContentEncoding.Contains("gzip") ? new GZipStream(body, CompressionMode.Decompress) : body,
            Encoding.UTF8
        );
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
