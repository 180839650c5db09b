namespace PleoFunctions.Onboarding.Pleo;

/// <summary>How an attempt at Pleo ended, with what came along.</summary>
internal sealed class PleoReply(PleoReplyKind kind)
{
    public PleoReplyKind Kind { get; } = kind;

    /// <summary>The kind as written in metrics and spans, such as <c>timed_out</c>.</summary>
    public string Name =>
        Kind switch
        {
            PleoReplyKind.Installations => "installations",
            PleoReplyKind.Rejected => "rejected",
            PleoReplyKind.Unauthorized => "unauthorized",
            PleoReplyKind.NotFound => "not_found",
            PleoReplyKind.RateLimited => "rate_limited",
            PleoReplyKind.TurnedAway => "turned_away",
            PleoReplyKind.ServerError => "server_error",
            PleoReplyKind.GatewayError => "gateway_error",
            PleoReplyKind.ReplyLost => "reply_lost",
            PleoReplyKind.TimedOut => "timed_out",
            PleoReplyKind.NotSent => "not_sent",
            PleoReplyKind.CircuitOpen => "circuit_open",
            _ => "unexpected",
        };

    /// <summary>The request may still be at work at Pleo, although we have heard the last of it.</summary>
    public bool MayBeAtWork => Kind is PleoReplyKind.GatewayError or PleoReplyKind.ReplyLost or PleoReplyKind.TimedOut;

    /// <summary>The HTTP status, when there was one.</summary>
    public int? Status { get; init; }

    public IReadOnlyList<Installation> Installations { get; init; } = [];

    /// <summary>When Pleo wants to be asked again, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What went wrong, in words that hold no payload and no secret.</summary>
    public string Reason { get; init; } = "";
}
