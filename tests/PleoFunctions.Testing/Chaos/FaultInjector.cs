using System.Globalization;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Testing.Chaos;

/// <summary>Faults of whole machines: kills a process, cuts Pleo off, makes the vault fail.</summary>
internal sealed class FaultInjector(
    IReadOnlyList<LocalInstance> instances,
    Gate gate,
    HttpClient http,
    SeededRandom random,
    EventCount faults,
    TimeSpan shut,
    TimeSpan vaultFault,
    TimeSpan peace
)
{
    /// <summary>How often a process was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Injects one fault after another until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ending)
    {
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            await DoAsync(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task DoAsync(string number)
    {
        // The killed process restarts with an empty cache while its vault fails.
        var victim = instances[(int)(random.Next("victim " + number) * instances.Count)];
        await victim.RestartAsync();
        Kills++;

        var fault = random.Next("vault " + number) < 0.5 ? VaultFault.Down : VaultFault.Throttled;
        faults.Add($"vault: {fault}");
        await victim.SetVaultAsync(http, fault);
        await Task.Delay(vaultFault, TimeProvider.System);
        await victim.SetVaultAsync(http, VaultFault.None);

        faults.Add(ChaosFloors.Refused);
        await gate.ShutAsync();
        await Task.Delay(shut, TimeProvider.System);
        gate.Open();

        // The key cache waits for seconds after a vault failure; this time is not compressed.
        await Task.Delay(peace, TimeProvider.System);
    }
}
