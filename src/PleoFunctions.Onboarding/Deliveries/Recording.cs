namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>What came of recording an outcome.</summary>
internal enum Recording
{
    /// <summary>It is in the ledger.</summary>
    Recorded,

    /// <summary>The lease had run out, and the delivery is someone else's now.</summary>
    Overtaken,

    /// <summary>The ledger does not answer.</summary>
    Unavailable,
}
