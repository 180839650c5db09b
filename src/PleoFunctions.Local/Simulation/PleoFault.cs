namespace PleoFunctions.Local.Simulation;

/// <summary>What the simulated Pleo can do wrong, whatever the tenant.</summary>
internal enum PleoFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It answers 500 and creates nothing.</summary>
    Down,

    /// <summary>No connection can be made: no request leaves.</summary>
    Unreachable,

    /// <summary>It drops every connection before it has done anything.</summary>
    DropsConnections,

    /// <summary>It creates, and drops the connection instead of answering.</summary>
    LosesReplies,

    /// <summary>It never answers in time.</summary>
    Slow,

    /// <summary>It answers 429 and asks for a pause of a second.</summary>
    RateLimited,
}
