namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>What became of a signature.</summary>
public enum SignatureVerdict
{
    /// <summary>One of the signatures was made with one of the keys, and in time.</summary>
    Valid,

    /// <summary>A header that the scheme needs is absent.</summary>
    Missing,

    /// <summary>No signature fits any key, or a header has no valid form.</summary>
    Invalid,

    /// <summary>The timestamp is too far from the time of arrival, either way.</summary>
    OutOfTolerance,
}
