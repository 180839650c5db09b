using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>Writes the documents of answers. Each feature has a generated JSON context for its documents.</summary>
internal static class AnswerJson
{
    private const int UsualLength = 4 * 1024;

    // JSON answers need no escaping for HTML. The encoder is set on the writer: set in the serializer's options, it would
    // disable the generated code for writing.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="type">The type's metadata, from the JSON context of its feature.</param>
    /// <returns>UTF-8.</returns>
    public static byte[] Write<T>(T document, JsonTypeInfo<T> type)
    {
        using var buffer = new RentedBuffer(UsualLength);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        JsonSerializer.Serialize(writer, document, type);
        return buffer.Written.ToArray();
    }
}
