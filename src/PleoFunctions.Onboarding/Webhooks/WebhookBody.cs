namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>A request's raw body, read up to the limit.</summary>
public sealed class WebhookBody
{
    /// <summary>The longest body that is accepted, in bytes: 256 KiB.</summary>
    public const int MaxLength = 256 * 1024;

    private const int FirstBuffer = 4 * 1024;

    private static readonly WebhookBody TooLong = new(ReadOnlyMemory<byte>.Empty) { ExceedsLimit = true };

    /// <summary>A body that is already in memory.</summary>
    public WebhookBody(ReadOnlyMemory<byte> bytes)
    {
        ExceedsLimit = bytes.Length > MaxLength;
        Bytes = ExceedsLimit ? ReadOnlyMemory<byte>.Empty : bytes;
    }

    /// <summary>The bytes; empty when the body exceeds the limit.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The body is longer than <see cref="MaxLength"/>, and was not read to its end.</summary>
    public bool ExceedsLimit { get; private init; }

    /// <summary>Reads a body. It stops at the limit, even if the declared length is smaller.</summary>
    /// <param name="stream">The request's body.</param>
    /// <param name="declaredLength">The <c>Content-Length</c> in bytes; null when it is absent.</param>
    /// <param name="cancellationToken">Cancels the reading, for example when the sender has disconnected.</param>
    public static async ValueTask<WebhookBody> ReadAsync(
        Stream stream,
        long? declaredLength,
        CancellationToken cancellationToken
    )
    {
        if (declaredLength > MaxLength)
        {
            return TooLong;
        }

        // One byte more than declared, so that the last read, which finds the end, needs no larger buffer.
        var buffer = new byte[(int)(declaredLength ?? FirstBuffer) + 1];
        var length = 0;

        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return new WebhookBody(buffer.AsMemory(0, length));
            }

            length += read;
            if (length > MaxLength)
            {
                return TooLong;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaxLength + 1));
            }
        }
    }
}
