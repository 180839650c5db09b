using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using PleoFunctions.Onboarding.Responses;

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

    private const int UsualLength = 8 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the body: the status always, and the partner's metadata values byte for byte as they came.</summary>
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

        // An array of its own: a request that is given up may still be on its way out of it.
        return buffer.Written.ToArray();
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
