using System.Collections.Concurrent;

namespace PleoFunctions.Testing.OpenApi;

/// <summary>
/// Runs in an <see cref="HttpClient"/> between a test and the app, and checks every answer of its routes against the
/// OpenAPI document: <c>new HttpClient(new AnswerRecorder(contract))</c>. An answer that does not fit fails the call, and
/// so does one of a route that the document does not have, unless the request is marked as <see cref="NoRoute"/>.
/// </summary>
public sealed class AnswerRecorder : DelegatingHandler
{
    /// <summary>Marks a request to a route that the document does not have.</summary>
    public static readonly HttpRequestOptionsKey<bool> NoRoute = new(nameof(NoRoute));

    private const string Routes = "/api/";

    private readonly OpenApiContract _contract;
    private readonly ConcurrentQueue<RecordedAnswer> _answers = new();

    /// <summary>Records answers over HTTP, with the contract that all tests of a process share.</summary>
    public AnswerRecorder()
        : this(OpenApiContract.Shared) { }

    /// <summary>Records answers over HTTP.</summary>
    public AnswerRecorder(OpenApiContract contract)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) => _contract = contract;

    /// <summary>The answers so far, in order.</summary>
    public IReadOnlyCollection<RecordedAnswer> Answers => _answers;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (
            !path.StartsWith(Routes, StringComparison.Ordinal)
            || (request.Options.TryGetValue(NoRoute, out var none) && none)
        )
        {
            return response;
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var answer = new ObservedAnswer
        {
            Method = request.Method.Method,
            Path = path,
            Status = (int)response.StatusCode,
            Headers = response
                .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .ToDictionary(
                    header => header.Key,
                    header => string.Join(", ", header.Value),
                    StringComparer.OrdinalIgnoreCase
                ),
            Body = await response.Content.ReadAsByteArrayAsync(cancellationToken),
        };
        _answers.Enqueue(await _contract.CheckAsync(answer));
        return response;
    }
}
