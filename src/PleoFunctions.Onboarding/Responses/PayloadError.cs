namespace PleoFunctions.Onboarding.Responses;

/// <summary>What is wrong at one place of a payload.</summary>
/// <param name="Pointer">The place (RFC 6901); empty for the whole payload.</param>
/// <param name="Detail">What is wrong there, without the value.</param>
internal sealed record PayloadError(string Pointer, string Detail);
