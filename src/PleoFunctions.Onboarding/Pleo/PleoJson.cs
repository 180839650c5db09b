using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Pleo's JSON.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, MaxDepth = 64)]
[JsonSerializable(typeof(Installation))]
internal sealed partial class PleoJson : JsonSerializerContext;
