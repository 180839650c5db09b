using System.Net;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// A request body that can be sent only once. Until sending begins, the server cannot have a whole request, whatever
/// went wrong. And no handler or proxy can silently send it again.
/// </summary>
internal sealed class SendOnceContent : HttpContent
{
    // Written without a space, as in Pleo's contract.
    private const string MediaType = "application/json;charset=UTF-8";

    private readonly ReadOnlyMemory<byte> _body;
    private int _started;

    public SendOnceContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", MediaType);
        Headers.ContentLength = body.Length;
    }

    /// <summary>Sending has begun, so the server may have the request.</summary>
    public bool Started => Volatile.Read(ref _started) != 0;

    /// <summary>The body, for observers. Reading it does not count as sending.</summary>
    public ReadOnlyMemory<byte> Bytes => _body;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    ) =>
        Interlocked.Exchange(ref _started, 1) == 0
            ? stream.WriteAsync(_body, cancellationToken).AsTask()
            : throw new InvalidOperationException("This request was sent before and must not be sent again.");

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
