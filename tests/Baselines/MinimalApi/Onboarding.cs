using System.Text.Json;

namespace PleoFunctions.Baselines.MinimalApi;

internal sealed record Onboarding(string Tenant, string Status, Dictionary<string, JsonElement> Metadata);
