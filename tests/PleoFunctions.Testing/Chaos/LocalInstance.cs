using System.Net.Http.Json;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Testing.Chaos;

/// <summary>An instance of Local that is killed and restarted at the same address.</summary>
internal sealed class LocalInstance : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string?> _environment;
    private ServerProcess? _process;

    private readonly ChaosTimes _times;
    private readonly TimeSpan _ahead;
    private readonly EventCount _paths;

    /// <summary>Prepares it.</summary>
    /// <param name="pleo">Where Pleo is.</param>
    /// <param name="ledger">The connection string of the ledger.</param>
    /// <param name="times">Its times.</param>
    /// <param name="ahead">How far its clock is ahead.</param>
    /// <param name="paths">Counts the paths that it takes.</param>
    public LocalInstance(Uri pleo, string ledger, ChaosTimes times, TimeSpan ahead, EventCount paths)
    {
        (_times, _ahead, _paths) = (times, ahead, paths);
        Address = FreePort.FindAddress();
        _environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Pleo__BaseAddress"] = new Uri(pleo, "simulated/pleo/").AbsoluteUri,
            ["Pleo__AttemptTimeout"] = times.Attempt.ToString(),
            ["Pleo__TotalTimeout"] = times.Total.ToString(),
            ["Deliveries__ConnectionString"] = ledger,
            ["Logging__LogLevel__Default"] = "Error",
        };
    }

    public Uri Address { get; }

    public async Task StartAsync()
    {
        var started = await ServerProcess.StartAsync(
            "dotnet",
            [
                typeof(InstanceProgram).Assembly.Location,
                Address.AbsoluteUri,
                _times.Lease.ToString(),
                _times.Settling.ToString(),
                _ahead.ToString(),
            ],
            _environment,
            Read
        );
        _process = started.Server;
    }

    /// <summary>Counts the path that a line names. Returns the line that says that it is ready, and null for others.</summary>
    private string? Read(string line)
    {
        if (PathListener.TryRead(line, out var path))
        {
            _paths.Add(path);
        }

        return line.Equals(InstanceProgram.Ready, StringComparison.Ordinal) ? line : null;
    }

    /// <summary>Kills the process with SIGKILL and starts another.</summary>
    public async Task RestartAsync()
    {
        await _process!.KillAsync();
        await _process.DisposeAsync();

        // If the start fails, its own error must show.
        _process = null;
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
