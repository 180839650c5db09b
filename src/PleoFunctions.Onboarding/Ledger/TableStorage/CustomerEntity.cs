using Azure;
using Azure.Data.Tables;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>A customer as an entity, in the row <see cref="TableKeys.Customer"/> of its partition.</summary>
internal static class CustomerEntity
{
    public const string Tenant = "Tenant";
    public const string Company = "Company";

    private const string Deliveries = "Deliveries";
    private const string InstallationId = "InstallationId";
    private const string AppliedDelivery = "AppliedDelivery";
    private const string AppliedAt = "AppliedAt";
    private const string AppliedNumber = "AppliedNumber";
    private const string ClaimDelivery = "ClaimDelivery";
    private const string ClaimId = "ClaimId";
    private const string ClaimLeaseSeconds = "ClaimLeaseSeconds";
    private const string ClaimLeaseUntil = "ClaimLeaseUntil";
    private const string CreateDoubtDeliveries = "CreateDoubtDeliveries";
    private const string CreateDoubtSince = "CreateDoubtSince";
    private const string LateUpdateSince = "LateUpdateSince";
    private const string Erasing = "Erasing";
    private const string HasErased = "HasErased";

    private const char Separator = ' ';

    public static TableEntity Write(CustomerRecord customer) =>
        new(TableKeys.PartitionOf(customer.Key), TableKeys.Customer)
        {
            ETag = new ETag(customer.Version),
            [Tenant] = customer.IsErased ? null : customer.Key.Tenant,
            [Deliveries] = customer.Deliveries,
            [InstallationId] = customer.InstallationId,
            [Company] = customer.Company,
            [AppliedDelivery] = customer.Applied?.DeliveryId,
            [AppliedAt] = customer.Applied?.Order.At,
            [AppliedNumber] = customer.Applied?.Order.Number,
            [ClaimDelivery] = customer.Claim?.DeliveryId,
            [ClaimId] = customer.Claim?.Id,
            [ClaimLeaseSeconds] = customer.Claim?.Lease.TotalSeconds,
            [ClaimLeaseUntil] = customer.Claim?.LeaseUntil,
            [CreateDoubtDeliveries] = customer.CreateDoubt is { } doubt
                ? string.Join(Separator, doubt.DeliveryIds)
                : null,
            [CreateDoubtSince] = customer.CreateDoubt?.Since,
            [LateUpdateSince] = customer.LateUpdateSince,
            [Erasing] = customer.IsErasing ? true : null,
            [HasErased] = customer.HasErased ? true : null,
        };

    public static CustomerRecord Read(CustomerKey key, TableEntity entity)
    {
        var changedAt = entity.Timestamp!.Value;
        var isErasing = entity.GetBoolean(Erasing) ?? false;
        return new CustomerRecord
        {
            Key = key,
            Deliveries = entity.GetInt32(Deliveries) ?? 0,
            InstallationId = TextOf(entity, InstallationId),
            Company = TextOf(entity, Company),
            Applied = TextOf(entity, AppliedDelivery) is { } applied
                ? new AppliedEvent(
                    applied,
                    new EventOrder(entity.GetDateTimeOffset(AppliedAt)!.Value, entity.GetInt32(AppliedNumber)!.Value)
                )
                : null,
            Claim = (TextOf(entity, ClaimDelivery) ?? (isErasing ? "" : null)) is { } claimed
                ? ReadClaim(claimed, entity, changedAt)
                : null,
            CreateDoubt = entity.GetDateTimeOffset(CreateDoubtSince) is { } doubtfulSince
                ? new CreateDoubt(TextOf(entity, CreateDoubtDeliveries)?.Split(Separator) ?? [], doubtfulSince)
                : null,
            LateUpdateSince = entity.GetDateTimeOffset(LateUpdateSince),
            IsErasing = isErasing,
            HasErased = entity.GetBoolean(HasErased) ?? false,
            ChangedAt = changedAt,
            Version = entity.ETag.ToString(),
        };
    }

    private static CustomerClaim ReadClaim(string deliveryId, TableEntity entity, DateTimeOffset changedAt)
    {
        var lease = TimeSpan.FromSeconds(entity.GetDouble(ClaimLeaseSeconds)!.Value);
        return new CustomerClaim(
            deliveryId,
            entity.GetString(ClaimId),
            lease,
            entity.GetDateTimeOffset(ClaimLeaseUntil) ?? changedAt + lease
        );
    }

    /// <summary>A property's text; null when it is absent or empty, as an operator may have cleared it.</summary>
    private static string? TextOf(TableEntity entity, string name) =>
        entity.GetString(name) is { Length: > 0 } text ? text : null;
}
