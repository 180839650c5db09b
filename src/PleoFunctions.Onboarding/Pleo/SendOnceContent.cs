using System.Net;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// A request body that goes out once. As long as nobody has asked for its bytes, the server cannot have had a whole
/// request, whatever went wrong; and whoever would silently send it again (a handler, a proxy) cannot.
/// </summary>
internal sealed class SendOnceContent : HttpContent
{
    // Pleo's contract spells it without a space.
    private const string MediaType = "application/json;charset=UTF-8";

    private readonly ReadOnlyMemory<byte> _body;
    private int _started;

    public SendOnceContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", MediaType);
        Headers.ContentLength = body.Length;
    }

    /// <summary>Sending has begun: from here on the server may have the request.</summary>
    public bool Started => Volatile.Read(ref _started) != 0;

    /// <summary>What goes out, for whoever watches; reading it here counts for nothing.</summary>
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
            : throw new InvalidOperationException("This request was sent before, and must not be sent again.");

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
