using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// The rules that make one delivery one installation. Pleo knows no idempotency key: a request is sent again only
/// when nothing can have arrived, or Pleo says that it took nothing; in doubt, a look comes first.
/// </summary>
internal static class SendingPolicy
{
    /// <summary>How often one run of a delivery sends.</summary>
    public const int MaxSends = 3;

    /// <summary>After so many doublings the pause is at its longest.</summary>
    private const int Doublings = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>The rule after a POST.</summary>
    public static SendingRule AfterSending(PleoReply reply) =>
        reply.Kind switch
        {
            PleoReplyKind.Installations when reply.Installations.Count > 0 => new(
                Receipt.Answered,
                Next.Finish,
                default
            ),
            PleoReplyKind.Rejected => new(Receipt.Answered, Next.Stop, ProblemCode.PleoRejected),
            PleoReplyKind.Unauthorized => new(Receipt.Answered, Next.FreshKey, ProblemCode.PleoUnauthorized),
            PleoReplyKind.NotFound => new(Receipt.Answered, Next.Stop, ProblemCode.PleoUnexpectedResponse),
            PleoReplyKind.RateLimited => new(Receipt.Answered, Next.Send, ProblemCode.PleoRateLimited),
            PleoReplyKind.TurnedAway => new(Receipt.Answered, Next.Send, ProblemCode.PleoUnavailable),
            PleoReplyKind.NotSent => new(Receipt.NotSent, Next.Send, ProblemCode.PleoUnavailable),
            PleoReplyKind.CircuitOpen => new(Receipt.NotSent, Next.Stop, ProblemCode.PleoUnavailable),
            PleoReplyKind.ServerError => new(Receipt.MaybeSent, Next.Look, ProblemCode.PleoUnavailable),
            PleoReplyKind.GatewayError => new(Receipt.MaybeSent, Next.Look, ProblemCode.OutcomeUnknown),
            PleoReplyKind.ReplyLost => new(Receipt.MaybeSent, Next.Look, ProblemCode.OutcomeUnknown),
            PleoReplyKind.TimedOut => new(Receipt.MaybeSent, Next.Look, ProblemCode.OutcomeUnknown),
            _ => new(Receipt.MaybeSent, Next.Stop, ProblemCode.PleoUnexpectedResponse),
        };

    /// <summary>The rule after a GET that was to show whether a delivery's installation is there.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="stillAtWork">The request in question may still be at work: that nothing is there yet proves nothing.</param>
    public static SendingRule AfterLooking(PleoReply reply, string deliveryId, bool stillAtWork) =>
        reply.Kind switch
        {
            PleoReplyKind.Installations when reply.Installations.Any(one => one.CarriesDeliveryId(deliveryId)) => new(
                Receipt.Answered,
                Next.Finish,
                default
            ),
            PleoReplyKind.Installations or PleoReplyKind.NotFound when stillAtWork => new(
                Receipt.MaybeSent,
                Next.Stop,
                ProblemCode.OutcomeUnknown
            ),
            PleoReplyKind.Installations or PleoReplyKind.NotFound => new(
                Receipt.NotSent,
                Next.Send,
                ProblemCode.PleoUnavailable
            ),
            PleoReplyKind.Unauthorized => new(Receipt.MaybeSent, Next.FreshKey, ProblemCode.PleoUnauthorized),
            PleoReplyKind.CircuitOpen or PleoReplyKind.Rejected or PleoReplyKind.Unexpected => new(
                Receipt.MaybeSent,
                Next.Stop,
                ProblemCode.OutcomeUnknown
            ),
            _ => new(Receipt.MaybeSent, Next.Look, ProblemCode.OutcomeUnknown),
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
        return reply.RetryAfter > pause ? reply.RetryAfter.Value : pause;
    }
}
