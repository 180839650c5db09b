using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
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
    /// <summary>Writes text as it is: what is sent as JSON needs no escaping for HTML.</summary>
    public static AnswerJson Plain => Instance.Plain;

    // A class of its own, because the generated Default is not there yet while this one's fields are set.
    private static class Instance
    {
        public static readonly AnswerJson Plain = new(
            new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
        );
    }
}
