using System.Text.Json;

namespace PleoFunctions.Infra.Tests;

/// <summary>A resource of a snapshot.</summary>
internal sealed class Resource(string environment, JsonElement json)
{
    public string Environment { get; } = environment;

    public string Type { get; } = json.GetProperty("type").GetString()!;

    public string Id { get; } = json.GetProperty("id").GetString()!;

    public string Name { get; } = json.GetProperty("name").GetString()!;

    public string ApiVersion { get; } = json.GetProperty("apiVersion").GetString()!;

    /// <summary>The element at a path of property names with dots between them.</summary>
    public JsonElement? Element(string path)
    {
        var element = json;
        foreach (var name in path.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }

    /// <summary>The value at a path as text: <c>true</c>, <c>7</c>, <c>Disabled</c>; null when there is none.</summary>
    public string? Value(string path) =>
        Element(path) switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { } other => other.GetRawText(),
        };

    /// <summary>Whether the path has this value.</summary>
    public bool Has(string path, string value) => string.Equals(Value(path), value, StringComparison.Ordinal);

    public override string ToString() => $"{Environment}: {Type} {Name}";
}
