namespace PleoFunctions.Local.Simulation;

/// <summary>What goes wrong in the simulation at the moment, whatever the tenant.</summary>
internal sealed class SimulatedFaults
{
    /// <summary>What the simulated Pleo does.</summary>
    public PleoFault Pleo { get; set; }

    /// <summary>What the embedded vault does.</summary>
    public VaultFault Vault { get; set; }
}
