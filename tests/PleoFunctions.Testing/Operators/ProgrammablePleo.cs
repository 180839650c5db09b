using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PleoFunctions.Testing.Operators;

/// <summary>A Pleo that the test controls, and that records its calls.</summary>
internal sealed class ProgrammablePleo : HttpMessageHandler
{
    private const string CompanyId = "9d9e4f6a-1c5b-4c1e-8f0a-3a1b2c3d4e5f";

    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>The method of each call about an installation, in order.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>The metadata of the last creation; null when there was none.</summary>
    public string? Created { get; private set; }

    /// <summary>The reply to a POST.</summary>
    public Func<string, Task<HttpResponseMessage>> Post { get; set; } = metadata => Task.FromResult(With(metadata));

    /// <summary>The reply to a GET.</summary>
    public Func<Task<HttpResponseMessage>> Get { get; set; } = () => Task.FromResult(Status(HttpStatusCode.NotFound));

    /// <summary>The reply to a question which company a key belongs to. Each key has a company of its own.</summary>
    public Func<string, Task<HttpResponseMessage>> Introspect { get; set; } =
        static key => Task.FromResult(Json(KeyIntrospection.Write(CompanyOf(key))));

    public void Forget() => _calls.Clear();

    public static HttpResponseMessage Status(HttpStatusCode status) => new(status);

    /// <summary>Pleo took nothing, and says so.</summary>
    public static HttpResponseMessage Busy()
    {
        var reply = Status(HttpStatusCode.ServiceUnavailable);
        reply.Headers.Add("Retry-After", "60");
        return reply;
    }

    /// <summary>An installation with some metadata.</summary>
    public static HttpResponseMessage With(string metadata) =>
        Json(
            $$"""
            {
              "id": "123e4567-e89b-12d3-a456-426614174000",
              "applicationId": "7f3d1c2b-0a9e-4d8c-b7a6-5f4e3d2c1b0a",
              "resource": "urn:pleo:company:{{CompanyId}}",
              "status": "PENDING_INTEGRATION",
              "metadata": {{metadata}},
              "createdAt": "2021-01-01T00:00:00Z",
              "updatedAt": "2021-01-01T00:00:00Z"
            }
            """
        );

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.RequestUri!.AbsolutePath is KeyIntrospection.Path)
        {
            return await Introspect(KeyIntrospection.KeyOf(request.Headers.Authorization!))
                .WaitAsync(cancellationToken);
        }

        _calls.Enqueue(request.Method.Method);
        if (request.Method == HttpMethod.Get)
        {
            return await Get().WaitAsync(cancellationToken);
        }

        using var body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        Created = body.RootElement.GetProperty("metadata").GetRawText();
        return await Post(Created).WaitAsync(cancellationToken);
    }

    /// <summary>The scenario's key belongs to the company of the installations here.</summary>
    private static string CompanyOf(string key) =>
        key is OperatorScenario.ApiKey ? CompanyId : KeyIntrospection.CompanyOf(key);

    private static HttpResponseMessage Json(string json) =>
        new(HttpStatusCode.OK) { Content = new StringContent(json, new MediaTypeHeaderValue("application/json")) };
}
