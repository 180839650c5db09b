using System.Text.Json.Serialization;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The JSON types of the console.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DeliveryChanges))]
[JsonSerializable(typeof(DeliveryDetail))]
[JsonSerializable(typeof(RefusalDocument))]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(SentDocument))]
[JsonSerializable(typeof(SetupDocument))]
internal sealed partial class ConsoleJson : JsonSerializerContext;
