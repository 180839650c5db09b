using System.Text;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Shorthand for writing a body.</summary>
public static class HttpResponseDataExtensions
{
    /// <summary>Appends bytes to the body.</summary>
    public static Task WriteBytesAsync(this HttpResponseData response, byte[] value) =>
        response.WriteBytesAsync(value, CancellationToken.None);

    /// <inheritdoc cref="WriteBytesAsync(HttpResponseData, byte[])"/>
    public static Task WriteBytesAsync(
        this HttpResponseData response,
        byte[] value,
        CancellationToken cancellationToken
    ) => response.Body.WriteAsync(value, cancellationToken).AsTask();

    /// <summary>Appends text to the body, by default in UTF-8.</summary>
    public static Task WriteStringAsync(this HttpResponseData response, string value, Encoding? encoding = null) =>
        response.WriteStringAsync(value, CancellationToken.None, encoding);

    /// <inheritdoc cref="WriteStringAsync(HttpResponseData, string, Encoding?)"/>
    public static Task WriteStringAsync(
        this HttpResponseData response,
        string value,
        CancellationToken cancellationToken,
        Encoding? encoding = null
    ) => response.WriteBytesAsync((encoding ?? Encoding.UTF8).GetBytes(value), cancellationToken);
}
