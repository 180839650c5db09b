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

            writer.WriteString(DeliveryIdKey, payload.DeliveryId);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
