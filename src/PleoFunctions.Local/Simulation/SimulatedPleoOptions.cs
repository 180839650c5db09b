namespace PleoFunctions.Local.Simulation;

/// <summary>How much the simulated Pleo remembers. For code to change, not a setting.</summary>
internal sealed class SimulatedPleoOptions
{
    /// <summary>How many creations are kept, each with its installation while that is its key's; the oldest go first.</summary>
    /// <value>Default: 20,000, which take about 25 MB.</value>
    public int KeptCreations { get; set; } = 20_000;
}
