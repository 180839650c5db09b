namespace PleoFunctions.Onboarding.Responses;

/// <summary>Why a request failed.</summary>
/// <param name="Code">The kind of failure.</param>
/// <param name="Detail">What happened this time and what to do. The partner reads it, so it holds no secret and no payload.</param>
internal sealed record Problem(ProblemCode Code, string Detail)
{
    public static readonly Problem Internal = new(
        ProblemCode.InternalError,
        "Something went wrong on our side and has been logged under the trace id. Send the webhook again later."
    );

    /// <summary>How long to wait before the next attempt; null for the default.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status; null for the one in the catalog.</summary>
    public int? Status { get; init; }

    /// <summary>The header <c>WWW-Authenticate</c>; null for none.</summary>
    public string? Challenge { get; init; }

    public IReadOnlyList<PayloadError> Errors { get; init; } = [];
}

/// <summary>What is wrong at one place of a payload.</summary>
/// <param name="Pointer">The place (RFC 6901); empty for the whole payload.</param>
/// <param name="Detail">What is wrong there, without the value.</param>
internal sealed record PayloadError(string Pointer, string Detail);
