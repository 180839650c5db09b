using System.Net.Http.Headers;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A recorded call to Pleo.</summary>
internal sealed class PleoCall
{
    private const int LongestReply = 64 * 1024;

    private readonly Lock _gate = new();
    private CallDocument _document;

    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="spanId">The span id of the step that makes it.</param>
    public PleoCall(HttpRequestMessage request, ReadOnlyMemory<byte> body, string? spanId)
    {
        RequestBody = new CapturedBody(body.Length);
        RequestBody.Append(body.Span);
        _document = new CallDocument
        {
            SpanId = spanId,
            Method = request.Method.Method,
            Url = request.RequestUri!.GetLeftPart(UriPartial.Path),
            RequestHeaders = Show(request.Headers, request.Content?.Headers),
            RequestBody = RequestBody.ToDocument(),
            ReplyBody = ReplyBody.ToDocument(),
        };
    }

    public CapturedBody RequestBody { get; }

    public CapturedBody ReplyBody { get; } = new(LongestReply);

    public void Answered(HttpResponseMessage reply, TimeSpan duration)
    {
        lock (_gate)
        {
            _document = _document with
            {
                Status = (int)reply.StatusCode,
                ReplyHeaders = Show(reply.Headers, reply.Content.Headers),
                DurationMs = duration.TotalMilliseconds,
            };
        }
    }

    public void Failed(string why, TimeSpan duration)
    {
        lock (_gate)
        {
            _document = _document with { Failure = why, DurationMs = duration.TotalMilliseconds };
        }
    }

    public CallDocument ToDocument()
    {
        lock (_gate)
        {
            return _document with { RequestBody = RequestBody.ToDocument(), ReplyBody = ReplyBody.ToDocument() };
        }
    }

    private static HeaderDocument[] Show(HttpHeaders message, HttpContentHeaders? content) =>
        [
            .. from header in message.Concat(content ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
            select ShownHeaders.Show(header.Key, string.Join(", ", header.Value)),
        ];
}
