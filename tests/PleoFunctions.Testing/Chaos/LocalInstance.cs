using System.Net.Http.Json;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Testing.Chaos;

/// <summary>A Local process that is killed and restarted at the same address.</summary>
internal sealed class LocalInstance : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private ServerProcess? _process;

    public LocalInstance(Uri pleo, string ledger)
    {
        Address = FreePort.FindAddress();
        _environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Pleo__BaseAddress"] = new Uri(pleo, "simulated/pleo/").AbsoluteUri,
            ["Pleo__AttemptTimeout"] = "00:00:00.5",
            ["Pleo__TotalTimeout"] = "00:00:01.5",
            ["Deliveries__ConnectionString"] = ledger,
            ["Logging__LogLevel__Default"] = "Error",
        };
    }

    public Uri Address { get; }

    public async Task StartAsync()
    {
        var started = await ServerProcess.StartAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "PleoFunctions.Local.dll"), "--urls", Address.AbsoluteUri],
            _environment,
            static line => line.Contains("listens on", StringComparison.Ordinal) ? line : null
        );
        _process = started.Server;
    }

    /// <summary>Kills the process with SIGKILL and starts another.</summary>
    public async Task RestartAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();
        await StartAsync();
    }

    public async Task SetVaultAsync(HttpClient http, VaultFault fault)
    {
        try
        {
            using var response = await http.PutAsync(
                new Uri(Address, SimulatedFaultsRoutes.Path),
                JsonContent.Create(new SimulatedFaults { Vault = fault }, SimulationJson.Default.SimulatedFaults)
            );
        }
        catch (HttpRequestException)
        {
            // It is not running, and it restarts without faults.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
