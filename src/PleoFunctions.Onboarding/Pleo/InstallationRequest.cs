using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>The body of <c>POST /v1/installations/me</c>.</summary>
internal static class InstallationRequest
{
    /// <summary>
    /// The metadata key under which the delivery id goes to Pleo, so that an installation can be recognized when the
    /// reply to its creation was lost.
    /// </summary>
    public const string DeliveryIdKey = "onboardingDeliveryId";

    /// <summary>
    /// Pleo's schema has objects for metadata values, its own example strings. Our mark takes after the values beside
    /// it, so that it never is what makes a request break the schema: among objects it is one, with this member.
    /// </summary>
    private const string DeliveryIdMember = "id";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the body: the status always, and the partner's metadata values byte for byte as they came.</summary>
    public static ReadOnlyMemory<byte> Write(OnboardingPayload payload)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, payload.Status);
            writer.WriteStartObject("metadata"u8);
            foreach (var (name, value) in payload.Metadata)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            }

            WriteMark(writer, payload);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The delivery id in an installation's metadata, in either form; null when there is none.</summary>
    public static JsonElement? MarkIn(IReadOnlyDictionary<string, JsonElement> metadata)
    {
        if (!metadata.TryGetValue(DeliveryIdKey, out var mark))
        {
            return null;
        }

        if (mark.ValueKind is JsonValueKind.Object && mark.TryGetProperty(DeliveryIdMember, out var member))
        {
            mark = member;
        }

        return mark.ValueKind is JsonValueKind.String ? mark : null;
    }

    private static void WriteMark(Utf8JsonWriter writer, OnboardingPayload payload)
    {
        var amongObjects =
            payload.Metadata.Count > 0
            && payload.Metadata.All(member => member.Value.ValueKind is JsonValueKind.Object);
        if (!amongObjects)
        {
            writer.WriteString(DeliveryIdKey, payload.DeliveryId);
            return;
        }

        writer.WriteStartObject(DeliveryIdKey);
        writer.WriteString(DeliveryIdMember, payload.DeliveryId);
        writer.WriteEndObject();
    }
}
