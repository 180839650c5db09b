using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>The answer to a delivery that went well.</summary>
internal sealed class InstallationDocument
{
    public required string DeliveryId { get; init; }

    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    public required NormalizedInstallation Installation { get; init; }

    /// <summary>The body that is sent, and kept to be sent again.</summary>
    public ReadOnlyMemory<byte> Write() => AnswerJson.Write(this, InstallationJson.Default.InstallationDocument);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(InstallationDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class InstallationJson : JsonSerializerContext;
