using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Everything that the ledger keeps of a delivery.</summary>
internal sealed record DeliveryRecord
{
    public required DeliverySummary Summary { get; init; }

    public required BodyHash BodyHash { get; init; }

    /// <summary>When its event happened, as the payload says; null when it does not.</summary>
    public DateTimeOffset? OccurredAt { get; init; }

    /// <summary>Its number among the customer's deliveries, from 1, in the order in which the ledger first saw them.</summary>
    public required int Number { get; init; }

    public ClaimHistory History { get; init; } = ClaimHistory.None;

    /// <summary>Its raw body; empty when it is done and will not be sent again.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body of its answer; empty until it is done.</summary>
    public ReadOnlyMemory<byte> Answer { get; init; }

    /// <summary>The id of the last claim on it; null before the first.</summary>
    public string? ClaimId { get; init; }

    /// <summary>The store's own mark of this version; empty for a delivery that the store does not have yet.</summary>
    public string Version { get; init; } = "";

    /// <summary>The name of the problem that it last ended with, or that keeps it from running.</summary>
    public string LastCode =>
        Summary.Code
        ?? WireName.Of(Summary.State is DeliveryState.Waiting ? ProblemCode.CustomerBusy : ProblemCode.OutcomeUnknown);

    /// <summary>Where its event stands. Its time must be known.</summary>
    public EventOrder Order
    {
        get
        {
            var seen = Summary.FirstSeenAt!.Value;
            return new EventOrder(OccurredAt is { } at && at <= seen ? at : seen, Number);
        }
    }

    /// <summary>The delivery when a claim begins to work on it.</summary>
    /// <param name="request">Its webhook.</param>
    /// <param name="claim">The claim.</param>
    /// <param name="now">The time for its history.</param>
    public DeliveryRecord Begun(DeliveryRequest request, CustomerClaim claim, DateTimeOffset now) =>
        this with
        {
            Summary = Summary with
            {
                State = DeliveryState.InProgress,
                Code = null,
                Attempts = Summary.Attempts + 1,
                LeaseUntil = claim.LeaseUntil,
            },
            History = History.Begun(Summary.Attempts + 1, now),
            Body = request.Body,
            ClaimId = claim.Id,
        };

    /// <summary>The delivery when it is done.</summary>
    /// <param name="answer">The body of its answer.</param>
    /// <param name="keepsBody">Its event may have to be sent to Pleo once more.</param>
    /// <param name="now">The time for its history.</param>
    public DeliveryRecord Done(ReadOnlyMemory<byte> answer, bool keepsBody, DateTimeOffset now) =>
        this with
        {
            Summary = Summary with { State = DeliveryState.Done, Code = null, LeaseUntil = null },
            History = History.Ended(ClaimState.Done, code: null, now),
            Body = keepsBody ? Body : default,
            Answer = answer,
        };

    /// <summary>The delivery when its claim ended with a problem. It keeps its body, so that it can be run again.</summary>
    /// <param name="code">The name of the problem.</param>
    /// <param name="isUnknown">Pleo may have done what it asked for.</param>
    /// <param name="now">The time for its history.</param>
    public DeliveryRecord Failed(string code, bool isUnknown, DateTimeOffset now) =>
        this with
        {
            Summary = Summary with
            {
                State = isUnknown ? DeliveryState.Unknown : DeliveryState.Failed,
                Code = code,
                LeaseUntil = null,
            },
            History = History.Ended(isUnknown ? ClaimState.Unknown : ClaimState.Failed, code, now),
        };

    /// <summary>The delivery when it is not run again by itself. It keeps its body, so that an operator can run it.</summary>
    /// <param name="code">The name of the problem that it last ended with.</param>
    public DeliveryRecord Dead(string code) =>
        this with
        {
            Summary = Summary with { State = DeliveryState.Dead, Code = code, LeaseUntil = null },
        };
}

/// <summary>What makes two webhooks the same delivery.</summary>
/// <param name="Customer">The customer that it is about.</param>
/// <param name="DeliveryId">1 to 128 of <c>A-Z a-z 0-9 _ -</c>.</param>
internal readonly record struct DeliveryKey(CustomerKey Customer, string DeliveryId)
{
    public DeliveryKey(string partner, string tenant, string deliveryId)
        : this(new CustomerKey(partner, tenant), deliveryId) { }
}

/// <summary>What a ledger keeps of a webhook while its delivery is not done.</summary>
/// <param name="body">The raw body.</param>
/// <param name="occurredAt">When its event happened, as the payload says; null when it does not.</param>
internal sealed class DeliveryRequest(ReadOnlyMemory<byte> body, DateTimeOffset? occurredAt)
{
    /// <summary>The raw body, so that the delivery can be run again.</summary>
    public ReadOnlyMemory<byte> Body { get; } = body;

    public DateTimeOffset? OccurredAt { get; } = occurredAt;

    public BodyHash BodyHash { get; } = BodyHash.Of(body.Span);

    /// <summary>The ledger has the delivery already, so a claim that guesses before it reads would guess wrong.</summary>
    public bool IsKnown { get; init; }
}

/// <summary>A delivery in a list.</summary>
internal sealed record DeliverySummary
{
    public required DeliveryKey Key { get; init; }

    public required DeliveryState State { get; init; }

    /// <summary>The name of the problem that its last claim ended with.</summary>
    public string? Code { get; init; }

    /// <summary>How often it was claimed.</summary>
    public int Attempts { get; init; }

    /// <summary>
    /// When the ledger first saw it, on the ledger's clock. Null in what is written before that clock was read: the store
    /// takes the time of the write.
    /// </summary>
    public DateTimeOffset? FirstSeenAt { get; init; }

    /// <summary>When it was last written to the ledger, on the ledger's clock.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Until when its claim holds, on the ledger's clock; null when it is not in progress.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }
}

/// <summary>The state of a delivery.</summary>
internal enum DeliveryState
{
    /// <summary>A claim works on it, or ended without a record.</summary>
    InProgress,

    /// <summary>It came while another delivery of its customer was being worked on.</summary>
    Waiting,

    /// <summary>Its event has its result, and the answer is stored.</summary>
    Done,

    /// <summary>It ended with a problem, and Pleo has done nothing for it.</summary>
    Failed,

    /// <summary>It ended with a problem, and Pleo may have done what it asks for.</summary>
    Unknown,

    /// <summary>It was open for too long, and does not run again by itself.</summary>
    Dead,
}
