using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>How an attempt at Pleo ended, with what came along.</summary>
internal sealed class PleoReply(PleoReplyKind kind)
{
    public PleoReplyKind Kind { get; } = kind;

    /// <summary>The kind as written in metrics and spans, such as <c>timed_out</c>.</summary>
    public string Name => WireName.Of(Kind);

    /// <summary>The request may still take effect at Pleo, although no reply will come.</summary>
    public bool MayTakeEffect =>
        Kind is PleoReplyKind.GatewayError or PleoReplyKind.ReplyLost or PleoReplyKind.TimedOut;

    /// <summary>Pleo's host cannot be reached, or is silent.</summary>
    public bool SaysHostFails => MayTakeEffect || Kind is PleoReplyKind.NotSent;

    /// <summary>The HTTP status, when there was one.</summary>
    public int? Status { get; init; }

    public IReadOnlyList<Installation> Installations { get; init; } = [];

    /// <summary>One of the installations was written for that delivery.</summary>
    public bool Carries(string deliveryId)
    {
        foreach (var installation in Installations)
        {
            if (installation.CarriesDeliveryId(deliveryId))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>When Pleo wants to be asked again, if it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What went wrong, in words that hold no payload and no secret.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>How an attempt at Pleo ended.</summary>
internal enum PleoReplyKind
{
    /// <summary>2xx, with one or more installations of the documented form.</summary>
    Installations,

    /// <summary>400.</summary>
    Rejected,

    /// <summary>401 or 403.</summary>
    Unauthorized,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409: there is an installation already.</summary>
    Conflict,

    /// <summary>429.</summary>
    RateLimited,

    /// <summary>503 with a <c>Retry-After</c>: Pleo says that it did not take the request.</summary>
    TurnedAway,

    /// <summary>500, or any other 5xx of Pleo's own: it has ended, and does not say how far it came.</summary>
    ServerError,

    /// <summary>502, 503 without a <c>Retry-After</c>, or 504: something before Pleo has lost touch with it.</summary>
    GatewayError,

    /// <summary>The connection broke before the whole reply was there.</summary>
    ReplyLost,

    /// <summary>The time for an attempt ran out.</summary>
    TimedOut,

    /// <summary>The request did not go out: no connection, no name, no TLS, or no free place in time.</summary>
    NotSent,

    /// <summary>The request was not tried, because too many before it had failed.</summary>
    CircuitOpen,

    /// <summary>A reply outside the contract: another status, or a 2xx that is not of the documented form.</summary>
    Unexpected,
}
