using System.Globalization;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Benchmarks.Chaos;

/// <summary>What happens to whole machines: one is killed, Pleo is cut off, the vault fails.</summary>
internal sealed class Mischief(
    IReadOnlyList<LocalInstance> instances,
    Gate gate,
    HttpClient http,
    Dice dice,
    FaultCount faults,
    TimeSpan shut,
    TimeSpan vaultFault
)
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>How often a process was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Begins the next mischief, once the one before is over.</summary>
    public void Do(int number)
    {
        lock (_lock)
        {
            _last = DoAfterAsync(_last, number.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Waits until all of it is over.</summary>
    public Task EndAsync() => _last;

    private async Task DoAfterAsync(Task last, string number)
    {
        await last;

        // The one that is killed comes back with an empty cache, just as its vault fails.
        var victim = instances[(int)(dice.Throw("victim " + number) * instances.Count)];
        await victim.RestartAsync();
        Kills++;

        var fault = dice.Throw("vault " + number) < 0.5 ? VaultFault.Down : VaultFault.Throttled;
        faults.Add($"vault: {fault}");
        await victim.SetVaultAsync(http, fault);
        await Task.Delay(vaultFault, TimeProvider.System);
        await victim.SetVaultAsync(http, VaultFault.None);

        faults.Add("Pleo: connections refused for a while");
        await gate.ShutAsync();
        await Task.Delay(shut, TimeProvider.System);
        gate.Open();
    }
}
