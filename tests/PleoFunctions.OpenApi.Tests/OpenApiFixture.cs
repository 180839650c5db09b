using System.Text.Json.Nodes;
using PleoFunctions.OpenApi.Tests;
using PleoFunctions.Testing.OpenApi;

[assembly: AssemblyFixture(typeof(OpenApiFixture))]

namespace PleoFunctions.OpenApi.Tests;

/// <summary>The document, and a validator for it, shared by all tests.</summary>
public sealed class OpenApiFixture : IAsyncLifetime
{
    public OpenApiContract Contract { get; private set; } = null!;

    public JsonObject Document => Contract.Document;

    /// <summary>The operation that is the job.</summary>
    public JsonNode Webhook => Contract.Find("paths", "/api/webhooks/{partner}/onboarding", "post").Node;

    public async ValueTask InitializeAsync() => Contract = await OpenApiContract.StartAsync();

    public ValueTask DisposeAsync() => Contract.DisposeAsync();

    public JsonNode Schema(string name) => Contract.Find("components", "schemas", name).Node;

    /// <summary>Whether a value fits the schema that a place of the document holds.</summary>
    public async Task<string> FaultsAsync(JsonNode? value, params IEnumerable<string> place) =>
        string.Join("; ", await Contract.ValidateAsync(Contract.Find(place).Pointer, value));
}
