namespace PleoFunctions.Local.Simulation;

/// <summary>The faults that are switched on now. They apply to every tenant.</summary>
internal sealed class SimulatedFaults
{
    /// <summary>What the simulated Pleo does wrong.</summary>
    public PleoFault Pleo { get; set; }

    /// <summary>What the embedded vault does wrong.</summary>
    public VaultFault Vault { get; set; }
}

/// <summary>What the simulated Pleo can do wrong.</summary>
internal enum PleoFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It answers 500 and does nothing.</summary>
    Down,

    /// <summary>No connection can be made, so no request is sent.</summary>
    Unreachable,

    /// <summary>It drops every connection and does nothing.</summary>
    DropsConnections,

    /// <summary>It creates or updates the installation and drops the connection without an answer.</summary>
    LosesReplies,

    /// <summary>It never answers in time.</summary>
    Slow,

    /// <summary>It answers 429 with <c>Retry-After: 1</c>.</summary>
    RateLimited,
}

/// <summary>What the embedded vault can do wrong.</summary>
internal enum VaultFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It cannot be reached.</summary>
    Down,

    /// <summary>It answers 429 with <c>Retry-After: 1</c>.</summary>
    Throttled,
}
