namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Everything that the ledger keeps of a customer: one tenant of one partner.</summary>
internal sealed record CustomerRecord
{
    public required CustomerKey Key { get; init; }

    /// <summary>How many deliveries of this customer the ledger has seen. The next one gets the next number.</summary>
    public int Deliveries { get; init; }

    /// <summary>The id of its installation at Pleo; null until a reply from Pleo has shown one.</summary>
    public string? InstallationId { get; init; }

    /// <summary>The Pleo company that it is bound to, as a URN; null before its first installation.</summary>
    public string? Company { get; init; }

    /// <summary>The newest event that Pleo has confirmed; null before the first.</summary>
    public AppliedEvent? Applied { get; init; }

    /// <summary>The claim that works on one of its deliveries, or that ended without a record; null when there is none.</summary>
    public CustomerClaim? Claim { get; init; }

    /// <summary>A POST without a reply; null when there is none.</summary>
    public CreateDoubt? CreateDoubt { get; init; }

    /// <summary>When the last PUT without a reply can have left, on the ledger's clock; null when there is none.</summary>
    public DateTimeOffset? LateUpdateSince { get; init; }

    /// <summary>An operator's erase of it has begun and not ended. Until it ends, no delivery runs.</summary>
    public bool IsErasing { get; init; }

    /// <summary>Some of its deliveries were erased. A delivery that the store does not have may be one of them.</summary>
    public bool HasErased { get; init; }

    /// <summary>It was erased, and no delivery came since.</summary>
    public bool IsErased => HasErased && !IsErasing && Deliveries == 0;

    /// <summary>When it was last written, on the ledger's clock.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>The store's own mark of this version; empty for a customer that the store does not have yet.</summary>
    public string Version { get; init; } = "";

    /// <summary>A PUT without a reply can no longer take effect, so a look shows whether Pleo has the newest event.</summary>
    /// <param name="now">The time on the ledger's clock; null where it is not known yet.</param>
    /// <param name="settling">How long a request without a reply may still take effect.</param>
    public bool LateUpdateHasSettled(DateTimeOffset? now, TimeSpan settling) => now - LateUpdateSince >= settling;

    /// <summary>The customer as a store has it after a write.</summary>
    /// <param name="at">The time of the write on the store's clock.</param>
    /// <param name="version">The store's mark of the version that was written.</param>
    public CustomerRecord Stored(DateTimeOffset at, string version) =>
        this with
        {
            ChangedAt = at,
            Version = version,
            Claim = Claim is null ? null : Claim with { LeaseUntil = Claim.LeaseUntil ?? at + Claim.Lease },
        };

    /// <summary>The delivery brought the newest event.</summary>
    public bool HasApplied(string deliveryId) =>
        string.Equals(Applied?.DeliveryId, deliveryId, StringComparison.Ordinal);

    /// <summary>A newer event than the delivery's was applied before.</summary>
    public bool Supersedes(DeliveryRecord delivery) =>
        Applied is { } newest && delivery.Order.IsOlderThan(newest.Order);

    /// <summary>The customer when Pleo has confirmed the delivery's event, unless a newer one was applied before.</summary>
    public CustomerRecord With(DeliveryRecord applied) =>
        Supersedes(applied)
            ? this
            : this with
            {
                Applied = new AppliedEvent(applied.Summary.Key.DeliveryId, applied.Order),
            };

    /// <summary>The customer without its claim, if that has lapsed: the claim may have sent its request until its lease ended.</summary>
    public CustomerRecord WithoutLapsedClaim() =>
        Claim is { LeaseUntil: { } end } claim ? InDoubt(claim.DeliveryId, end) with { Claim = null } : this;

    /// <summary>
    /// The customer when nothing is known of a delivery's requests. They may have created an installation or updated
    /// one, whether one was known before or not.
    /// </summary>
    /// <param name="deliveryId">The delivery.</param>
    /// <param name="since">When its last request can have left, on the ledger's clock.</param>
    public CustomerRecord InDoubt(string deliveryId, DateTimeOffset since) =>
        this with
        {
            CreateDoubt = CreateDoubt.Add(CreateDoubt, deliveryId, since),
            LateUpdateSince = since,
        };

    /// <summary>The customer while an erase works on it. It keeps what a repeated erase needs to go on.</summary>
    public CustomerRecord Erasing(CustomerClaim claim) =>
        (IsErasing ? this : WithoutLapsedClaim()) with
        {
            Claim = claim,
            IsErasing = true,
            HasErased = true,
        };

    /// <summary>
    /// What stays of the customer after an erase: that it was erased, and until when a request without a reply may take
    /// effect at Pleo. A new onboarding needs both.
    /// </summary>
    public CustomerRecord Erased() =>
        new()
        {
            Key = Key,
            HasErased = true,
            CreateDoubt = CreateDoubt is { } doubt ? doubt with { DeliveryIds = [] } : null,
            LateUpdateSince = LateUpdateSince,
            Version = Version,
        };
}

/// <summary>What makes two deliveries those of one customer.</summary>
/// <param name="Partner">The partner's name.</param>
/// <param name="Tenant">The partner's customer, in lower case.</param>
internal readonly record struct CustomerKey(string Partner, string Tenant);

/// <summary>An event that Pleo has confirmed.</summary>
/// <param name="DeliveryId">The delivery that brought it.</param>
/// <param name="Order">Where it stands among the customer's events.</param>
internal sealed record AppliedEvent(string DeliveryId, EventOrder Order);

/// <summary>Where an event stands among its customer's events.</summary>
/// <param name="At">When it happened, or when the ledger first saw it if it has no time or a time in the future.</param>
/// <param name="Number">Among events of the same time, the one that the ledger saw first is the older one.</param>
internal readonly record struct EventOrder(DateTimeOffset At, int Number)
{
    public bool IsOlderThan(EventOrder other) => At < other.At || (At == other.At && Number < other.Number);
}

/// <summary>A claim on a customer. It keeps all other claims on this customer out until its lease ends.</summary>
/// <param name="DeliveryId">The delivery that it works on; empty when it erases the customer.</param>
/// <param name="Id">The claim's own id.</param>
/// <param name="Lease">How long it holds.</param>
/// <param name="LeaseUntil">
/// When it ends, on the ledger's clock. Null in what is written before that clock was read: the store adds the lease to
/// the time of the write.
/// </param>
internal sealed record CustomerClaim(string DeliveryId, string Id, TimeSpan Lease, DateTimeOffset? LeaseUntil);

/// <summary>A POST had no reply: Pleo may have created an installation, or may still do so.</summary>
/// <param name="DeliveryIds">The deliveries whose mark it would carry, oldest first; none when they were erased.</param>
/// <param name="Since">When the last of the requests can have left, on the ledger's clock.</param>
internal sealed record CreateDoubt(IReadOnlyList<string> DeliveryIds, DateTimeOffset Since)
{
    private const int MaxDeliveries = 20;

    /// <summary>The doubt with one more delivery. It keeps the last 20.</summary>
    public static CreateDoubt Add(CreateDoubt? doubt, string deliveryId, DateTimeOffset since) =>
        doubt is null
            ? new CreateDoubt([deliveryId], since)
            : new CreateDoubt(
                [
                    .. doubt
                        .DeliveryIds.Where(known => !known.Equals(deliveryId, StringComparison.Ordinal))
                        .TakeLast(MaxDeliveries - 1),
                    deliveryId,
                ],
                since > doubt.Since ? since : doubt.Since
            );
}
