using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PleoFunctions.Testing.OpenApi;

/// <summary>An external JSON Schema 2020-12 validator (ajv), in its own process.</summary>
internal sealed class SchemaValidator : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);

    private SchemaValidator(Process process) => _process = process;

    /// <summary>Starts one; installs its packages at first use.</summary>
    /// <param name="document">The file with the schemas.</param>
    public static async Task<SchemaValidator> StartAsync(string document)
    {
        var node = Path.Combine(Repository.Root, "tests", "PleoFunctions.Testing", "node");
        await NodePackages.InstallAsync(node);

        var start = new ProcessStartInfo("node", [Path.Combine(node, "validate.mjs"), document])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        return new SchemaValidator(Process.Start(start)!);
    }

    /// <summary>Validates a value.</summary>
    /// <param name="schema">The pointer to the schema (RFC 6901).</param>
    /// <param name="value">The value.</param>
    /// <returns>The errors; empty when it is valid.</returns>
    public async Task<IReadOnlyList<string>> ValidateAsync(string schema, JsonNode? value)
    {
        var question = new JsonObject { ["schema"] = schema, ["value"] = value?.DeepClone() }.ToJsonString();

        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(question);
            await _process.StandardInput.FlushAsync();
            var answer =
                await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience)
                ?? throw new InvalidOperationException("The validator has ended.");
            return JsonSerializer.Deserialize<string[]>(answer)!;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _turn.Dispose();
    }
}
