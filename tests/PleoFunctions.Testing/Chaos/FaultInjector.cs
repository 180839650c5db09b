using System.Globalization;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Testing.Chaos;

/// <summary>What happens to whole machines: one is killed, Pleo is cut off, the vault fails.</summary>
internal sealed class FaultInjector(
    IReadOnlyList<LocalInstance> instances,
    Gate gate,
    HttpClient http,
    SeededRandom dice,
    FaultCount faults,
    TimeSpan shut,
    TimeSpan vaultFault,
    TimeSpan peace
)
{
    /// <summary>How often a process was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Does one thing after another until it is told to end.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            await DoAsync(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task DoAsync(string number)
    {
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

        // A cache of keys waits for seconds after its vault has failed, whatever time is compressed to.
        await Task.Delay(peace, TimeProvider.System);
    }
}
