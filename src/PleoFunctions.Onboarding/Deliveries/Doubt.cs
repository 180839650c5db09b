namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>Whether a delivery that ended with a problem may have an installation at Pleo all the same.</summary>
internal enum Doubt
{
    /// <summary>It has none.</summary>
    None,

    /// <summary>It may have one, of an earlier claim: this claim has sent nothing.</summary>
    Old,

    /// <summary>It may have one, of this claim.</summary>
    New,
}
