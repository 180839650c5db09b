using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>The JSON in which a ledger keeps a delivery's claims.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(IReadOnlyList<ClaimRecord>))]
internal sealed partial class ClaimHistoryJson : JsonSerializerContext;
