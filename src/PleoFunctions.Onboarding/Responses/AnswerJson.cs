using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PleoFunctions.Onboarding.Health;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>Our own JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(InstallationDocument))]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(DeliveryListDocument))]
[JsonSerializable(typeof(DeliveryDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    private const int UsualLength = 4 * 1024;

    // Text is written as it is: what is sent as JSON needs no escaping for HTML. It is the writer that says so, because
    // a serializer whose options do would pass over the generated code for writing.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="type">Its type, one of this class's.</param>
    /// <returns>UTF-8.</returns>
    public static byte[] Write<T>(T document, JsonTypeInfo<T> type)
    {
        using var buffer = new RentedBuffer(UsualLength);
        using var writer = new Utf8JsonWriter(buffer, Plain);
        JsonSerializer.Serialize(writer, document, type);
        return buffer.Written.ToArray();
    }
}
