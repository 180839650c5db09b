namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>One step of a diagnosis.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Passed">It is in order.</param>
/// <param name="Finding">What was found, and what to do about it when it is not in order; no secret, no payload.</param>
internal sealed record SignatureCheck(string Subject, bool Passed, string Finding);
