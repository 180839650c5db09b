namespace PleoFunctions.Local.Simulation;

/// <summary>What the embedded vault can do wrong.</summary>
internal enum VaultFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It cannot be reached.</summary>
    Down,

    /// <summary>It answers 429 and asks for a pause of a second.</summary>
    Throttled,
}
