namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>The result of checking a signature. The sender may see its detail.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="DeliveryId">The delivery id from the scheme's header, when the verdict is valid.</param>
/// <param name="Detail">What is wrong, when the verdict is not valid.</param>
public readonly record struct SignatureVerification(SignatureVerdict Verdict, string? DeliveryId, string? Detail)
{
    internal static SignatureVerification Valid(string? deliveryId) => new(SignatureVerdict.Valid, deliveryId, null);

    internal static SignatureVerification Missing(string header) =>
        new(SignatureVerdict.Missing, null, $"The header {header} is missing.");

    internal static SignatureVerification Invalid(string detail) => new(SignatureVerdict.Invalid, null, detail);

    internal static SignatureVerification OutOfTolerance(string detail) =>
        new(SignatureVerdict.OutOfTolerance, null, detail);
}

/// <summary>Whether a signature is valid, and if not, why.</summary>
public enum SignatureVerdict
{
    // The default value must not be a valid one.
    /// <summary>No signature matches any key, or a header is not valid.</summary>
    Invalid,

    /// <summary>A header that the scheme needs is absent.</summary>
    Missing,

    /// <summary>The timestamp is too far from the time of arrival, in either direction.</summary>
    OutOfTolerance,

    /// <summary>One of the signatures matches one of the keys, and the timestamp is within the tolerance.</summary>
    Valid,
}
