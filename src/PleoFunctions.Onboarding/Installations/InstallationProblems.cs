using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>Why a run ended without an installation, in words for the partner's developer.</summary>
internal static class InstallationProblems
{
    /// <summary>The problem with its explanation.</summary>
    /// <param name="code">The code.</param>
    /// <param name="retryAfter">How long to wait before the next attempt; null when no one says.</param>
    public static Problem Of(ProblemCode code, TimeSpan? retryAfter)
    {
        var detail = code switch
        {
            ProblemCode.PleoRejected =>
                "Pleo answered 400: it does not accept this installation. Check status and metadata, and send a new delivery.",
            ProblemCode.PleoUnauthorized =>
                "Pleo refuses the API key stored for this tenant, even after we read it from the vault again. We must replace it. Send the webhook again later.",
            ProblemCode.PleoRateLimited =>
                "Pleo accepts no more calls for the moment. Send the webhook again after the time in Retry-After.",
            ProblemCode.PleoUnavailable =>
                "Pleo cannot be reached or fails; nothing was changed. Send the webhook again after the time in Retry-After.",
            ProblemCode.OutcomeUnknown =>
                "Pleo has not said whether it did what we asked for. Send the webhook again after the time in Retry-After: we look first, and nothing is created twice.",
            ProblemCode.CompanyMismatch =>
                "The Pleo API key stored for this tenant belongs to another company. Ask us to store the right one, then send the webhook again.",
            _ =>
                "Pleo's answer is not one that its contract describes. We are told; send the webhook again later, and nothing is created twice.",
        };
        return new Problem(code, detail) { RetryAfter = retryAfter };
    }
}
