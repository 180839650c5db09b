namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>How a claim on a delivery ended, if it has.</summary>
internal enum ClaimState
{
    /// <summary>It has not ended, or nobody has noticed yet.</summary>
    InProgress,

    /// <summary>The installation is there.</summary>
    Done,

    /// <summary>With a problem, and Pleo has no installation of it.</summary>
    Failed,

    /// <summary>With a problem, and Pleo may have an installation of it.</summary>
    Unknown,

    /// <summary>Its lease ran out before it said how it ended, and the next claim took over.</summary>
    Lapsed,
}
