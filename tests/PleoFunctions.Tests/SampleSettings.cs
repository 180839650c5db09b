using System.Text.Json.Nodes;

namespace PleoFunctions.Tests;

/// <summary>The settings of <c>local.settings.sample.json</c>, as the host sets them in the worker's environment.</summary>
internal static class SampleSettings
{
    public static JsonNode File { get; } =
        JsonNode.Parse(
            System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "local.settings.sample.json"))
        )!;

    public static Dictionary<string, string?> Values =>
        File[nameof(Values)]!
            .AsObject()
            .ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal);

    /// <summary>The same, with Pleo at another address.</summary>
    public static Dictionary<string, string?> WithPleoAt(Uri address) =>
        new(Values, StringComparer.Ordinal) { ["Pleo__BaseAddress"] = address.AbsoluteUri };
}
