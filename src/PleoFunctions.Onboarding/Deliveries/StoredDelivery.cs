using Azure;
using Azure.Data.Tables;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>A delivery as it was read from the table.</summary>
/// <param name="entity">The entity.</param>
/// <param name="readAt">The time on the service's clock at which it was read.</param>
internal sealed class StoredDelivery(TableEntity entity, DateTimeOffset readAt)
{
    public ETag ETag => entity.ETag;

    public string? ClaimId => entity.GetString(DeliveryEntity.ClaimId);

    public int Attempts => entity.GetInt32(DeliveryEntity.Attempts) ?? 0;

    public DeliveryState State => Enum.Parse<DeliveryState>(entity.GetString(DeliveryEntity.State));

    public DateTimeOffset FirstClaimedAt => entity.GetDateTimeOffset(DeliveryEntity.FirstClaimedAt) ?? readAt;

    /// <summary>When the doubt began: as written, or else with this version.</summary>
    public DateTimeOffset DoubtSince =>
        entity.GetDateTimeOffset(DeliveryEntity.DoubtSince) ?? entity.Timestamp ?? readAt;

    public ClaimHistory History => ClaimHistory.Read(entity.GetString(DeliveryEntity.History));

    public KnownDelivery ToKnown() =>
        new(
            BodyHash,
            State,
            LeaseLeft,
            readAt - DoubtSince,
            State is DeliveryState.Done ? DeliveryEntity.Get(entity, DeliveryEntity.Answer) : default
        );

    /// <summary>What can be told of it in a line, from the properties of <see cref="DeliveryEntity.Summary"/> alone.</summary>
    public DeliverySummary ToSummary() =>
        new()
        {
            Key = new DeliveryKey(entity.PartitionKey, entity.RowKey),
            Tenant = entity.GetString(DeliveryEntity.Tenant) ?? "",
            State = State,
            Code = entity.GetString(DeliveryEntity.Code),
            Attempts = Attempts,
            FirstClaimedAt = FirstClaimedAt,
            ChangedAt = entity.Timestamp ?? readAt,
            LeaseUntil = State is DeliveryState.InProgress ? (entity.Timestamp ?? readAt) + Lease : null,
        };

    /// <summary>All that is kept of it.</summary>
    public KeptDelivery ToKept() =>
        new()
        {
            Summary = ToSummary(),
            DoubtSince = State is DeliveryState.Unknown ? DoubtSince : null,
            History = History,
            BodyHash = BodyHash,
            Body = DeliveryEntity.Get(entity, DeliveryEntity.Body),
            Answer = DeliveryEntity.Get(entity, DeliveryEntity.Answer),
        };

    /// <summary>The claim that wrote this version.</summary>
    public Claim.Granted ToClaim(DeliveryKey key, DeliveryRequest request) =>
        new()
        {
            Key = key,
            Request = request,
            ClaimId = ClaimId!,
            Attempt = Attempts,
            FirstClaimedAt = FirstClaimedAt,
            // Whether an earlier claim left a doubt is no longer to be seen, so there is one.
            MayExist = Attempts > 1,
            History = History,
            Version = ETag.ToString(),
        };

    private BodyHash BodyHash => BodyHash.Read(entity.GetBinary(DeliveryEntity.BodyHash));

    private TimeSpan Lease => TimeSpan.FromSeconds(entity.GetDouble(DeliveryEntity.LeaseSeconds) ?? 0);

    /// <summary>The time in a response has whole seconds, cut off: so a lease never looks shorter than it is.</summary>
    private TimeSpan LeaseLeft
    {
        get
        {
            var age = readAt - (entity.Timestamp ?? readAt);
            return age > TimeSpan.Zero ? Lease - age : Lease;
        }
    }
}
