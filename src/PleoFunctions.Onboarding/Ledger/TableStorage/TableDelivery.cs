using Azure;
using Azure.Data.Tables;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>A delivery as it was read from the table.</summary>
/// <param name="entity">The entity.</param>
/// <param name="readAt">The time on the service's clock at which it was read.</param>
internal sealed class TableDelivery(TableEntity entity, DateTimeOffset readAt)
{
    /// <summary>
    /// The time on the service's clock at which it was read. A response gives it in whole seconds, cut off, which can
    /// be earlier than what was read.
    /// </summary>
    public DateTimeOffset ReadAt => entity.Timestamp > readAt ? entity.Timestamp.Value : readAt;

    public ETag ETag => entity.ETag;

    public string? ClaimId => entity.GetString(DeliveryEntity.ClaimId);

    public int Attempts => entity.GetInt32(DeliveryEntity.Attempts) ?? 0;

    public DeliveryState State => Enum.Parse<DeliveryState>(entity.GetString(DeliveryEntity.State));

    public DateTimeOffset FirstClaimedAt => entity.GetDateTimeOffset(DeliveryEntity.FirstClaimedAt) ?? readAt;

    public InDoubt? Doubt =>
        entity.GetDateTimeOffset(DeliveryEntity.DoubtSince) is { } since ? new InDoubt(since) : null;

    public ClaimHistory History => ClaimHistory.Read(entity.GetString(DeliveryEntity.History));

    /// <summary>Its summary, from the properties of <see cref="DeliveryEntity.Summary"/> only.</summary>
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

    /// <summary>Everything that is kept of it.</summary>
    public DeliveryRecord ToRecord() =>
        new()
        {
            Summary = ToSummary(),
            Doubt = Doubt,
            History = History,
            BodyHash = BodyHash,
            Body = DeliveryEntity.Get(entity, DeliveryEntity.Body),
            Answer = DeliveryEntity.Get(entity, DeliveryEntity.Answer),
        };

    /// <summary>The claim that wrote this version.</summary>
    public ClaimResult.Granted ToClaim(DeliveryKey key, DeliveryRequest request) =>
        new()
        {
            Key = key,
            Request = request,
            ClaimId = ClaimId!,
            Attempt = Attempts,
            FirstClaimedAt = FirstClaimedAt,
            ClaimedAt = readAt,
            Doubt = Doubt,
            History = History,
            Version = ETag.ToString(),
        };

    private BodyHash BodyHash => BodyHash.Read(entity.GetBinary(DeliveryEntity.BodyHash));

    private TimeSpan Lease => TimeSpan.FromSeconds(entity.GetDouble(DeliveryEntity.LeaseSeconds) ?? 0);
}
