using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>
/// The rules that make one delivery one installation. Pleo knows no idempotency key: a request is sent again only
/// when nothing can have arrived, or Pleo says that it took nothing; in doubt, a look comes first.
/// </summary>
internal static class RetryPolicy
{
    /// <summary>How often one run of a delivery sends a POST or a PUT.</summary>
    public const int MaxSends = 3;

    /// <summary>After so many doublings the pause is at its longest.</summary>
    private const int Doublings = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Pleo may still be writing when it answers 500: the look that decides waits this long.</summary>
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

    /// <summary>The rule after a PUT, which may be sent again freely: it says the same each time.</summary>
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
            // The installation is gone at Pleo.
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

    /// <summary>The rule after a GET that was to show whether a delivery's installation is there.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="mayTakeEffect">The request in question may still be at work: that nothing is there yet proves nothing.</param>
    public static RetryDecision AfterLook(PleoReply reply, string deliveryId, bool mayTakeEffect) =>
        reply.Kind switch
        {
            PleoReplyKind.Installations when reply.Carries(deliveryId) => new(
                RequestOutcome.Answered,
                NextAction.Finish,
                default
            ),
            PleoReplyKind.Installations or PleoReplyKind.NotFound when mayTakeEffect => new(
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
            PleoReplyKind.CircuitOpen or PleoReplyKind.Rejected or PleoReplyKind.Conflict or PleoReplyKind.Unexpected =>
                new(RequestOutcome.Unknown, NextAction.Stop, ProblemCode.OutcomeUnknown),
            _ => new(RequestOutcome.Unknown, NextAction.Look, ProblemCode.OutcomeUnknown),
        };

    /// <summary>
    /// The pause before the next attempt: an exponential one with jitter, or what Pleo asks for if that is longer. A
    /// <c>Retry-After</c> of nothing is no leave to ask without pause.
    /// </summary>
    /// <param name="reply">The last reply.</param>
    /// <param name="attempts">How many attempts there were, 1 or more.</param>
    public static TimeSpan PauseAfter(PleoReply reply, int attempts)
    {
        var longest = FirstPause * Math.Pow(2, Math.Min(attempts - 1, Doublings));
        var pause = (longest < LongestPause ? longest : LongestPause) * (0.5 + (Random.Shared.NextDouble() / 2));
        if (reply.Kind is PleoReplyKind.ServerError && pause < PauseAfterServerError)
        {
            pause = PauseAfterServerError;
        }

        return reply.RetryAfter > pause ? reply.RetryAfter.Value : pause;
    }
}

/// <summary>The rule for one way in which an attempt can end.</summary>
/// <param name="Outcome">What Pleo can have had.</param>
/// <param name="Next">What to do next, while time and attempts last.</param>
/// <param name="Problem">What to answer when they do not.</param>
internal readonly record struct RetryDecision(RequestOutcome Outcome, NextAction Next, ProblemCode Problem);

/// <summary>What Pleo can have had of an attempt to create.</summary>
internal enum RequestOutcome
{
    /// <summary>Nothing: no whole request left this machine.</summary>
    NotSent,

    /// <summary>Pleo answered, and its answer says what became of the request.</summary>
    Answered,

    /// <summary>The request left, and nothing says what became of it: there may be an installation.</summary>
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

    /// <summary>Read the API key afresh, once, and do the same again.</summary>
    RefreshKey,

    /// <summary>End with the problem.</summary>
    Stop,
}
