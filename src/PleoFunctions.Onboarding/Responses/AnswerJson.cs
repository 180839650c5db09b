using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>Writes the documents of answers. Each feature has its own generated context for its own documents.</summary>
internal static class AnswerJson
{
    private const int UsualLength = 4 * 1024;

    // Text is written as it is: what is sent as JSON needs no escaping for HTML. It is the writer that says so, because
    // a serializer whose options do would pass over the generated code for writing.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="type">How its type is written, from the context of its feature.</param>
    /// <returns>UTF-8.</returns>
    public static byte[] Write<T>(T document, JsonTypeInfo<T> type)
    {
        using var buffer = new RentedBuffer(UsualLength);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        JsonSerializer.Serialize(writer, document, type);
        return buffer.Written.ToArray();
    }
}
