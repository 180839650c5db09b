using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>How an attempt at Pleo ended, with its data.</summary>
internal sealed class PleoReply(PleoReplyKind kind)
{
    public PleoReplyKind Kind { get; } = kind;

    /// <summary>The kind in metrics and spans, such as <c>timed_out</c>.</summary>
    public string Name => WireName.Of(Kind);

    /// <summary>The request may still take effect at Pleo, although no reply of Pleo's came.</summary>
    public bool MayTakeEffect =>
        Kind is PleoReplyKind.GatewayError or PleoReplyKind.ReplyLost or PleoReplyKind.TimedOut;

    /// <summary>Pleo's host cannot be reached, or is silent.</summary>
    public bool SaysHostFails => MayTakeEffect || Kind is PleoReplyKind.NotSent;

    /// <summary>The HTTP status; null when there was none.</summary>
    public int? Status { get; init; }

    public IReadOnlyList<Installation> Installations { get; init; } = [];

    /// <summary>Whose the key is, as a URN; null when Pleo does not tell, and when it was not asked.</summary>
    public string? Subject { get; init; }

    /// <summary>One of the installations was written for that delivery.</summary>
    public bool Carries(string deliveryId) => Find(deliveryId) is not null;

    /// <summary>The installation that was written for that delivery; null when there is none.</summary>
    public Installation? Find(string deliveryId)
    {
        for (var number = 0; number < Installations.Count; number++)
        {
            if (Installations[number].CarriesDeliveryId(deliveryId))
            {
                return Installations[number];
            }
        }

        return null;
    }

    /// <summary>The installation that was written for one of these deliveries; null when there is none.</summary>
    public Installation? FindAny(IEnumerable<string> deliveryIds) =>
        deliveryIds.Select(Find).FirstOrDefault(found => found is not null);

    /// <summary>One of the installations has that id.</summary>
    public bool Has(string? installationId) =>
        Installations.Any(installation => installation.Id.Equals(installationId, StringComparison.Ordinal));

    /// <summary>How long Pleo asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What went wrong, without payload or secret.</summary>
    public string Reason { get; init; } = "";
}

/// <summary>How an attempt at Pleo ended.</summary>
internal enum PleoReplyKind
{
    /// <summary>2xx, with one or more installations of the documented form.</summary>
    Installations,

    /// <summary>2xx that says which company the key belongs to, or that does not tell.</summary>
    Introspected,

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

    /// <summary>503 with <c>Retry-After</c>: Pleo says that it did not take the request.</summary>
    TurnedAway,

    /// <summary>500, or any 5xx that is not a gateway's: Pleo stopped, and does not say how far it came.</summary>
    ServerError,

    /// <summary>502, 503 without <c>Retry-After</c>, or 504: a gateway lost its connection to Pleo.</summary>
    GatewayError,

    /// <summary>The connection broke before the whole reply arrived.</summary>
    ReplyLost,

    /// <summary>The time for an attempt ran out.</summary>
    TimedOut,

    /// <summary>The request was not sent: name resolution, connection or TLS failed, or no place was free in time.</summary>
    NotSent,

    /// <summary>The request was not sent, because the circuit is open: too many calls before it failed.</summary>
    CircuitOpen,

    /// <summary>A reply outside the contract: another status, or a 2xx that is not of the documented form.</summary>
    Unexpected,
}
