using System.Text.Json.Serialization;

namespace PleoFunctions.Local.Simulation;

/// <summary>The JSON types of the simulation.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(SimulatedFaults))]
[JsonSerializable(typeof(SimulatedInstallation))]
[JsonSerializable(typeof(SimulatedIntrospection))]
[JsonSerializable(typeof(SimulatedRequest))]
[JsonSerializable(typeof(IReadOnlyCollection<SimulatedWrite>))]
internal sealed partial class SimulationJson : JsonSerializerContext;
