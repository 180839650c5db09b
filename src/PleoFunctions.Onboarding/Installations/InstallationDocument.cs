using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>The answer to a delivery that went well.</summary>
internal sealed class InstallationDocument
{
    public required string DeliveryId { get; init; }

    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    public required NormalizedInstallation Installation { get; init; }

    /// <summary>The body that is sent, and stored to be sent again.</summary>
    /// <param name="key">The delivery.</param>
    /// <param name="installation">The installation.</param>
    public static ReadOnlyMemory<byte> Write(DeliveryKey key, NormalizedInstallation installation) =>
        AnswerJson.Write(
            new InstallationDocument
            {
                DeliveryId = key.DeliveryId,
                Partner = key.Customer.Partner,
                Tenant = key.Customer.Tenant,
                Installation = installation,
            },
            InstallationJson.Default.InstallationDocument
        );

    /// <summary>The installation in a stored answer.</summary>
    /// <param name="answer">What <see cref="Write"/> wrote.</param>
    public static NormalizedInstallation Read(ReadOnlyMemory<byte> answer) =>
        JsonSerializer.Deserialize(answer.Span, InstallationJson.Default.InstallationDocument)!.Installation;
}

/// <summary>The answer to an event of another type.</summary>
internal sealed class IgnoredDocument
{
    public required string DeliveryId { get; init; }

    public required string Partner { get; init; }

    /// <summary>The type of the event, as sent.</summary>
    public required string Type { get; init; }

    public string State { get; } = WireName.Of(Outcome.Ignored);

    /// <summary>The body that is sent.</summary>
    public ReadOnlyMemory<byte> Write() => AnswerJson.Write(this, InstallationJson.Default.IgnoredDocument);
}

/// <summary>The answer to a delivery that is recorded, and whose result is not there in time.</summary>
internal sealed class AcceptedDocument
{
    public required string DeliveryId { get; init; }

    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    public string State { get; } = WireName.Of(Outcome.Accepted);

    /// <summary>The body that is sent.</summary>
    public ReadOnlyMemory<byte> Write() => AnswerJson.Write(this, InstallationJson.Default.AcceptedDocument);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(InstallationDocument))]
[JsonSerializable(typeof(IgnoredDocument))]
[JsonSerializable(typeof(AcceptedDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class InstallationJson : JsonSerializerContext;
