using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>The body of <c>POST</c> and <c>PUT /v1/installations/me</c>.</summary>
internal static class InstallationRequest
{
    /// <summary>
    /// The metadata key of the delivery id at Pleo. By it the app recognizes an installation when a reply was
    /// lost.
    /// </summary>
    public const string DeliveryIdKey = "onboardingDeliveryId";

    /// <summary>
    /// Pleo's schema wants objects as metadata values, but its example has strings. Our mark follows the partner's values,
    /// so that it never breaks the schema by itself: if all are objects, the mark is an object with this member.
    /// </summary>
    private const string DeliveryIdMember = "id";

    private const int UsualLength = 8 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the body: always a status, and the partner's metadata values byte for byte.</summary>
    public static ReadOnlyMemory<byte> Write(
        string deliveryId,
        string status,
        IReadOnlyList<KeyValuePair<string, JsonElement>> metadata
    )
    {
        using var buffer = new RentedBuffer(UsualLength);
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("status"u8, status);
            writer.WriteStartObject("metadata"u8);
            for (var number = 0; number < metadata.Count; number++)
            {
                var (name, value) = metadata[number];
                writer.WritePropertyName(name);
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
            }

            WriteMark(writer, deliveryId, metadata);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        // A separate array, because a canceled request may still be sending from it.
        return buffer.Written.ToArray();
    }

    /// <summary>The delivery id in an installation's metadata, as text or object; null when it has none.</summary>
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

    private static void WriteMark(
        Utf8JsonWriter writer,
        string deliveryId,
        IReadOnlyList<KeyValuePair<string, JsonElement>> metadata
    )
    {
        if (!IsAmongObjects(metadata))
        {
            writer.WriteString(DeliveryIdKey, deliveryId);
            return;
        }

        writer.WriteStartObject(DeliveryIdKey);
        writer.WriteString(DeliveryIdMember, deliveryId);
        writer.WriteEndObject();
    }

    private static bool IsAmongObjects(IReadOnlyList<KeyValuePair<string, JsonElement>> metadata)
    {
        for (var number = 0; number < metadata.Count; number++)
        {
            if (metadata[number].Value.ValueKind is not JsonValueKind.Object)
            {
                return false;
            }
        }

        return metadata.Count > 0;
    }
}
