namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>A verdict, with what led to it in words that may be shown to the sender.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="DeliveryId">The delivery id that the scheme's header carries, when the verdict is valid.</param>
/// <param name="Detail">What is wrong, otherwise.</param>
public readonly record struct SignatureVerification(SignatureVerdict Verdict, string? DeliveryId, string? Detail)
{
    internal static SignatureVerification Valid(string? deliveryId) => new(SignatureVerdict.Valid, deliveryId, null);

    internal static SignatureVerification Missing(string header) =>
        new(SignatureVerdict.Missing, null, $"The header {header} is missing.");

    internal static SignatureVerification Invalid(string detail) => new(SignatureVerdict.Invalid, null, detail);

    internal static SignatureVerification OutOfTolerance(string detail) =>
        new(SignatureVerdict.OutOfTolerance, null, detail);
}

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
