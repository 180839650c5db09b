using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>
/// The rules that make one customer one installation. Pleo has no idempotency key. So without a look, a POST is sent
/// again only when nothing can have arrived, or when Pleo says that it took nothing.
/// </summary>
internal static class RetryPolicy
{
    /// <summary>How many POSTs and PUTs one run of a delivery sends at most.</summary>
    public const int MaxSends = 3;

    /// <summary>After this many doublings the pause has its greatest length.</summary>
    private const int Doublings = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Pleo may still be writing when it answers 500, so the look that decides waits this long.</summary>
    private static readonly TimeSpan PauseAfterServerError = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>The rule after a POST.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="deliveryId">The delivery.</param>
    public static RetryDecision AfterCreate(PleoReply reply, string deliveryId) =>
        reply.Kind switch
        {
            PleoReplyKind.Installations when reply.Carries(deliveryId) => new(
                RequestOutcome.Answered,
                NextAction.Finish,
                default
            ),
            // Without our mark it is an installation that was there before, and this event has not reached it.
            PleoReplyKind.Installations when reply.Installations.Count > 0 => new(
                RequestOutcome.Answered,
                NextAction.Update,
                ProblemCode.PleoUnavailable
            ),
            PleoReplyKind.Conflict => new(RequestOutcome.Answered, NextAction.Update, ProblemCode.PleoUnavailable),
            PleoReplyKind.Rejected => new(RequestOutcome.Answered, NextAction.Stop, ProblemCode.PleoRejected),
            PleoReplyKind.Unauthorized => new(
                RequestOutcome.Answered,
                NextAction.RefreshKey,
                ProblemCode.PleoUnauthorized
            ),
            PleoReplyKind.NotFound => new(RequestOutcome.Answered, NextAction.Stop, ProblemCode.PleoUnexpectedResponse),
            PleoReplyKind.RateLimited => new(RequestOutcome.Answered, NextAction.Create, ProblemCode.PleoRateLimited),
            PleoReplyKind.TurnedAway => new(RequestOutcome.Answered, NextAction.Create, ProblemCode.PleoUnavailable),
            PleoReplyKind.NotSent => new(RequestOutcome.NotSent, NextAction.Create, ProblemCode.PleoUnavailable),
            PleoReplyKind.CircuitOpen => new(RequestOutcome.NotSent, NextAction.Stop, ProblemCode.PleoUnavailable),
            PleoReplyKind.ServerError => new(RequestOutcome.Unknown, NextAction.Look, ProblemCode.PleoUnavailable),
            PleoReplyKind.GatewayError => new(RequestOutcome.Unknown, NextAction.Look, ProblemCode.OutcomeUnknown),
            PleoReplyKind.ReplyLost => new(RequestOutcome.Unknown, NextAction.Look, ProblemCode.OutcomeUnknown),
            PleoReplyKind.TimedOut => new(RequestOutcome.Unknown, NextAction.Look, ProblemCode.OutcomeUnknown),
            _ => new(RequestOutcome.Unknown, NextAction.Stop, ProblemCode.PleoUnexpectedResponse),
        };

    /// <summary>The rule after a PUT. A PUT is idempotent, so it may be sent again at any time.</summary>
    /// <param name="reply">The reply.</param>
    public static RetryDecision AfterUpdate(PleoReply reply) =>
        reply.Kind switch
        {
            PleoReplyKind.Installations when reply.Installations.Count > 0 => new(
                RequestOutcome.Answered,
                NextAction.Finish,
                default
            ),
            PleoReplyKind.Rejected => new(RequestOutcome.Answered, NextAction.Stop, ProblemCode.PleoRejected),
            PleoReplyKind.Unauthorized => new(
                RequestOutcome.Answered,
                NextAction.RefreshKey,
                ProblemCode.PleoUnauthorized
            ),
            // The installation does not exist at Pleo any more.
            PleoReplyKind.NotFound => new(RequestOutcome.Answered, NextAction.Create, ProblemCode.PleoUnavailable),
            PleoReplyKind.RateLimited => new(RequestOutcome.Answered, NextAction.Update, ProblemCode.PleoRateLimited),
            PleoReplyKind.TurnedAway => new(RequestOutcome.Answered, NextAction.Update, ProblemCode.PleoUnavailable),
            PleoReplyKind.NotSent => new(RequestOutcome.NotSent, NextAction.Update, ProblemCode.PleoUnavailable),
            PleoReplyKind.CircuitOpen => new(RequestOutcome.NotSent, NextAction.Stop, ProblemCode.PleoUnavailable),
            PleoReplyKind.ServerError
            or PleoReplyKind.GatewayError
            or PleoReplyKind.ReplyLost
            or PleoReplyKind.TimedOut => new(RequestOutcome.Unknown, NextAction.Update, ProblemCode.OutcomeUnknown),
            _ => new(RequestOutcome.Unknown, NextAction.Stop, ProblemCode.PleoUnexpectedResponse),
        };

    /// <summary>The rule after a GET that looks for an installation.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="lookedFor">What the look is for.</param>
    public static RetryDecision AfterLook(PleoReply reply, LookedFor lookedFor) =>
        reply.Kind switch
        {
            PleoReplyKind.Installations when reply.Carries(lookedFor.DeliveryId) => new(
                RequestOutcome.Answered,
                NextAction.Finish,
                default
            ),
            PleoReplyKind.Installations when reply.FindAny(lookedFor.OtherDeliveryIds) is not null => new(
                RequestOutcome.Answered,
                NextAction.Adopt,
                ProblemCode.PleoUnavailable
            ),
            // The known installation is still there, so no other can have been created.
            PleoReplyKind.Installations when reply.Has(lookedFor.InstallationId) => new(
                RequestOutcome.NotSent,
                NextAction.Update,
                ProblemCode.PleoUnavailable
            ),
            PleoReplyKind.Installations or PleoReplyKind.NotFound when lookedFor.MayTakeEffect => new(
                RequestOutcome.Unknown,
                NextAction.Stop,
                ProblemCode.OutcomeUnknown
            ),
            PleoReplyKind.Installations when reply.Installations.Count > 0 => new(
                RequestOutcome.NotSent,
                NextAction.Update,
                ProblemCode.PleoUnavailable
            ),
            PleoReplyKind.Installations or PleoReplyKind.NotFound => new(
                RequestOutcome.NotSent,
                NextAction.Create,
                ProblemCode.PleoUnavailable
            ),
            PleoReplyKind.Unauthorized => new(
                RequestOutcome.Unknown,
                NextAction.RefreshKey,
                ProblemCode.PleoUnauthorized
            ),
            // No look may ever be readable. An update needs none: it finds the installation, or 404.
            PleoReplyKind.Unexpected when lookedFor.HasSettled => new(
                RequestOutcome.NotSent,
                NextAction.Update,
                ProblemCode.PleoUnexpectedResponse
            ),
            PleoReplyKind.CircuitOpen or PleoReplyKind.Rejected or PleoReplyKind.Conflict or PleoReplyKind.Unexpected =>
                new(RequestOutcome.Unknown, NextAction.Stop, ProblemCode.OutcomeUnknown),
            _ => new(RequestOutcome.Unknown, NextAction.Look, ProblemCode.OutcomeUnknown),
        };

    /// <summary>
    /// The pause before the next attempt: exponential with jitter, or what Pleo asks for if that is longer. A
    /// <c>Retry-After</c> of 0 does not shorten it. A reply that says what there is at Pleo needs no pause.
    /// </summary>
    /// <param name="reply">The last reply.</param>
    /// <param name="attempts">How many attempts there were, 1 or more.</param>
    public static TimeSpan PauseAfter(PleoReply reply, int attempts)
    {
        if (reply.Kind is PleoReplyKind.Installations or PleoReplyKind.NotFound or PleoReplyKind.Conflict)
        {
            return TimeSpan.Zero;
        }

        var longest = FirstPause * Math.Pow(2, Math.Min(attempts - 1, Doublings));
        var pause = (longest < LongestPause ? longest : LongestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (reply.Kind is PleoReplyKind.ServerError && pause < PauseAfterServerError)
        {
            pause = PauseAfterServerError;
        }

        return reply.RetryAfter > pause ? reply.RetryAfter.Value : pause;
    }
}

/// <summary>What a look is for.</summary>
/// <param name="DeliveryId">The delivery that runs.</param>
/// <param name="OtherDeliveryIds">The deliveries whose POST had no reply.</param>
/// <param name="InstallationId">The customer's known installation; null when none is known.</param>
/// <param name="MayTakeEffect">An earlier POST may still take effect, so an absent installation proves nothing.</param>
/// <param name="HasSettled">The POSTs of earlier claims can no longer take effect.</param>
internal readonly record struct LookedFor(
    string DeliveryId,
    IReadOnlyList<string> OtherDeliveryIds,
    string? InstallationId,
    bool MayTakeEffect,
    bool HasSettled = false
);

/// <summary>The rule for one end of an attempt.</summary>
/// <param name="Outcome">What Pleo can have received.</param>
/// <param name="Next">What to do next, while there are time and attempts left.</param>
/// <param name="Problem">What to answer when there are not.</param>
internal readonly record struct RetryDecision(RequestOutcome Outcome, NextAction Next, ProblemCode Problem);

/// <summary>What Pleo can have received of a request.</summary>
internal enum RequestOutcome
{
    /// <summary>Nothing: no whole request left the app, or a look shows that none took effect.</summary>
    NotSent,

    /// <summary>Pleo answered, and its answer says what the request did.</summary>
    Answered,

    /// <summary>The request left, and nothing says what it did.</summary>
    Unknown,
}

/// <summary>What to do next.</summary>
internal enum NextAction
{
    /// <summary>The delivery is done.</summary>
    Finish,

    /// <summary>Create the installation (POST).</summary>
    Create,

    /// <summary>Update the installation that is there (PUT).</summary>
    Update,

    /// <summary>Look whether the installation is there, before anything is sent again.</summary>
    Look,

    /// <summary>Record that Pleo has done what an earlier delivery asked for, then go on.</summary>
    Adopt,

    /// <summary>Read the API key again, once, and repeat the call.</summary>
    RefreshKey,

    /// <summary>End with the problem.</summary>
    Stop,
}
