namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>A delivery in a ledger in memory that is not done: somebody works on it, or it did not end well.</summary>
internal sealed class OpenDelivery(DeliveryKey key, BodyHash bodyHash, DateTimeOffset firstClaimedAt)
{
    public DeliveryKey Key { get; } = key;

    public BodyHash BodyHash { get; } = bodyHash;

    public DateTimeOffset FirstClaimedAt { get; } = firstClaimedAt;

    public DeliveryState State { get; private set; }

    public string Tenant { get; private set; } = "";

    public string? Code { get; private set; }

    /// <summary>The number of the last claim; 0 before the first.</summary>
    public int Attempts { get; private set; }

    /// <summary>When the last claim began.</summary>
    public DateTimeOffset ClaimedAt { get; private set; }

    public DateTimeOffset ChangedAt { get; private set; }

    public DateTimeOffset LeaseUntil { get; private set; }

    public DateTimeOffset DoubtSince { get; private set; }

    /// <summary>The claims before the last.</summary>
    public ClaimHistory Earlier { get; private set; } = ClaimHistory.None;

    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>
    /// It is this claim that holds the delivery, or was the last to hold it. No other has its number, because a delivery
    /// that is forgotten and claimed anew is not claimed for the first time at the same moment.
    /// </summary>
    public bool IsHeldBy(Claim.Granted claim) => Attempts == claim.Attempt && FirstClaimedAt == claim.FirstClaimedAt;

    /// <summary>Gives the delivery to a new claim.</summary>
    public Claim.Granted Begin(DeliveryRequest request, DateTimeOffset now, TimeSpan lease)
    {
        var doubtedFor = now - DoubtSince;
        var mayExist = Attempts > 0 && ClaimRules.MayExist(State);
        if (Attempts > 0)
        {
            Earlier = HistoryOf();
        }

        Attempts++;
        (State, Code) = (DeliveryState.InProgress, null);
        (Tenant, Body) = (request.Tenant, request.Body);
        (ClaimedAt, ChangedAt, LeaseUntil) = (now, now, now + lease);
        DoubtSince = mayExist ? DoubtSince : now;

        return new Claim.Granted
        {
            Key = Key,
            Request = request,
            Attempt = Attempts,
            FirstClaimedAt = FirstClaimedAt,
            MayExist = mayExist,
            DoubtedFor = doubtedFor,
        };
    }

    /// <summary>Ends the last claim.</summary>
    public void End(DeliveryState state, string? code, Doubt doubt, DateTimeOffset now)
    {
        (State, Code, ChangedAt) = (state, code, now);
        DoubtSince = doubt is Doubt.New ? now : DoubtSince;
    }

    /// <summary>What a ledger has to know to give it to another claim.</summary>
    public KnownDelivery ToKnown(DateTimeOffset now) =>
        new(BodyHash, State, LeaseLeft: LeaseUntil - now, DoubtedFor: now - DoubtSince, Answer: default);

    /// <summary>What can be told of it in a line.</summary>
    public DeliverySummary ToSummary() =>
        new()
        {
            Key = Key,
            Tenant = Tenant,
            State = State,
            Code = Code,
            Attempts = Attempts,
            FirstClaimedAt = FirstClaimedAt,
            ChangedAt = ChangedAt,
            LeaseUntil = State is DeliveryState.InProgress ? LeaseUntil : null,
        };

    /// <summary>All that is kept of it.</summary>
    public KeptDelivery ToKept() =>
        new()
        {
            Summary = ToSummary(),
            DoubtSince = State is DeliveryState.Unknown ? DoubtSince : null,
            History = HistoryOf(),
            BodyHash = BodyHash,
            Body = Body,
        };

    private ClaimHistory HistoryOf()
    {
        var begun = Earlier.Begun(Attempts, ClaimedAt);
        return State switch
        {
            DeliveryState.InProgress => begun,
            DeliveryState.Failed => begun.Ended(ClaimState.Failed, Code, ChangedAt),
            _ => begun.Ended(ClaimState.Unknown, Code, ChangedAt),
        };
    }
}
