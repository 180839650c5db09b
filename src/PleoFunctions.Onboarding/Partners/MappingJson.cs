using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>The JSON texts that stand in settings.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class MappingJson : JsonSerializerContext;
