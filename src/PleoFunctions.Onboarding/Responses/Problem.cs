namespace PleoFunctions.Onboarding.Responses;

/// <summary>Why a delivery ended other than well.</summary>
/// <param name="Code">Which of the known ways it was.</param>
/// <param name="Detail">What happened this time and what to do, in words fit for the partner: no secret, no payload.</param>
internal sealed record Problem(ProblemCode Code, string Detail)
{
    public static readonly Problem Internal = new(
        ProblemCode.InternalError,
        "Something went wrong on our side and has been logged under the trace id. Send the webhook again later."
    );

    /// <summary>When to come back, where that is known better than by the default.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public IReadOnlyList<PayloadError> Errors { get; init; } = [];
}

/// <summary>What is wrong at one place of a payload.</summary>
/// <param name="Pointer">The place (RFC 6901); empty for the whole payload.</param>
/// <param name="Detail">What is wrong there, without the value.</param>
internal sealed record PayloadError(string Pointer, string Detail);
