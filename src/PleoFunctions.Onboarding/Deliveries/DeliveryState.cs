namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>How far a delivery has come.</summary>
internal enum DeliveryState
{
    /// <summary>Someone holds a lease and works on it, or died doing so.</summary>
    InProgress,

    /// <summary>The installation is there, and the answer is kept.</summary>
    Done,

    /// <summary>It ended with a problem, and Pleo has no installation of it.</summary>
    Failed,

    /// <summary>It ended with a problem, and Pleo may have an installation of it.</summary>
    Unknown,
}
