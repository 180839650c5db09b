namespace PleoFunctions.Onboarding.Ledger.InMemory;

/// <summary>A delivery in a ledger in memory.</summary>
internal sealed class InMemoryDelivery(DeliveryKey key, BodyHash bodyHash, DateTimeOffset firstClaimedAt)
{
    private string _tenant = "";
    private string? _code;
    private DateTimeOffset _changedAt;
    private DateTimeOffset _leaseUntil;
    private InDoubt? _doubt;
    private ClaimHistory _history = ClaimHistory.None;
    private ReadOnlyMemory<byte> _body;
    private ReadOnlyMemory<byte> _answer;

    public DeliveryKey Key { get; } = key;

    public DeliveryState State { get; private set; }

    /// <summary>The number of the last claim; 0 before the first.</summary>
    public int Attempts { get; private set; }

    /// <summary>This claim holds the delivery, or was the last to hold it.</summary>
    public bool IsHeldBy(ClaimResult.Granted claim) =>
        Attempts == claim.Attempt && firstClaimedAt == claim.FirstClaimedAt;

    /// <summary>Gives the delivery to a new claim.</summary>
    public ClaimResult.Granted Begin(DeliveryRequest request, DateTimeOffset now, TimeSpan lease)
    {
        var doubt = Attempts > 0 ? ClaimRules.DoubtOf(ToRecord()) : null;

        Attempts++;
        (State, _code, _doubt) = (DeliveryState.InProgress, null, doubt);
        (_tenant, _body) = (request.Tenant, request.Body);
        (_changedAt, _leaseUntil) = (now, now + lease);
        _history = _history.Begun(Attempts, now);

        return new ClaimResult.Granted
        {
            Key = Key,
            Request = request,
            Attempt = Attempts,
            FirstClaimedAt = firstClaimedAt,
            ClaimedAt = now,
            Doubt = doubt,
        };
    }

    /// <summary>Ends the last claim with an answer. The body is dropped.</summary>
    public void Complete(byte[] answer, DateTimeOffset now)
    {
        (State, _changedAt, _answer) = (DeliveryState.Done, now, answer);
        (_doubt, _body) = (null, default);
        _history = _history.Ended(ClaimState.Done, code: null, now);
    }

    /// <summary>Ends the last claim with a problem.</summary>
    public void Release(string code, InDoubt? doubt, DateTimeOffset now)
    {
        (State, _code, _doubt, _changedAt) = (DeliveryRecord.StateFor(doubt), code, doubt, now);
        _history = _history.Ended(ClaimHistory.StateFor(doubt), code, now);
    }

    /// <summary>Everything that is kept of it.</summary>
    public DeliveryRecord ToRecord() =>
        new()
        {
            Summary = new DeliverySummary
            {
                Key = Key,
                Tenant = _tenant,
                State = State,
                Code = _code,
                Attempts = Attempts,
                FirstClaimedAt = firstClaimedAt,
                ChangedAt = _changedAt,
                LeaseUntil = State is DeliveryState.InProgress ? _leaseUntil : null,
            },
            Doubt = _doubt,
            History = _history,
            BodyHash = bodyHash,
            Body = _body,
            Answer = _answer,
        };
}
