using System.Text.Json.Nodes;

namespace PleoFunctions.Tests;

/// <summary>The settings of <c>local.settings.sample.json</c>.</summary>
internal static class SampleSettings
{
    public static JsonNode File { get; } =
        JsonNode.Parse(
            System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "local.settings.sample.json"))
        )!;

    /// <summary>The settings of the file.</summary>
    public static Dictionary<string, string?> Values =>
        File[nameof(Values)]!
            .AsObject()
            .ToDictionary(one => one.Key, one => (string?)one.Value, StringComparer.Ordinal);

    /// <summary>The environment of the worker. <c>func start</c> adds the name of the environment (StartHostAction).</summary>
    public static Dictionary<string, string?> InTheWorker =>
        new(Values, StringComparer.Ordinal) { ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development" };

    /// <summary>The same, with Pleo at another address.</summary>
    public static Dictionary<string, string?> WithPleoAt(Uri address) =>
        new(InTheWorker, StringComparer.Ordinal) { ["Pleo__BaseAddress"] = address.AbsoluteUri };
}
