using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.OpenApi;
using PleoFunctions.Testing.OpenApi;

[assembly: AssemblyFixture(typeof(OpenApiFixture))]

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>The document, and a validator for it, shared by all tests.</summary>
public sealed class OpenApiFixture
{
    public OpenApiContract Contract { get; } = OpenApiContract.Shared;

    public JsonObject Document => Contract.Document;

    /// <summary>The onboarding operation.</summary>
    public JsonNode Webhook => Contract.Find("paths", "/api/webhooks/{partner}/onboarding", "post").Node;

    public JsonNode Schema(string name) => Contract.Find("components", "schemas", name).Node;

    /// <summary>Whether a value fits the schema at a place of the document.</summary>
    public async Task<string> FaultsAsync(JsonNode? value, params IEnumerable<string> place) =>
        string.Join("; ", await Contract.ValidateAsync(Contract.Find(place).Pointer, value));
}
