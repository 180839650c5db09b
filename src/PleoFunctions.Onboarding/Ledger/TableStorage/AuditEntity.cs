using Azure;
using Azure.Data.Tables;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>What an operator did, as an entity in its customer's partition. It has no name of the customer.</summary>
internal static class AuditEntity
{
    public const string DeliveryId = "DeliveryId";

    private const string At = "At";
    private const string Operator = "Operator";
    private const string Action = "Action";
    private const string Outcome = "Outcome";

    public static TableEntity Write(CustomerKey customer, AuditRecord record) =>
        new(TableKeys.PartitionOf(customer), TableKeys.AuditRowOf(record))
        {
            [At] = record.At,
            [Operator] = record.Operator,
            [Action] = record.Action.ToString(),
            [DeliveryId] = record.DeliveryId,
        };

    /// <summary>The outcome, to be merged into the entity that is there.</summary>
    public static TableEntity WriteOutcome(CustomerKey customer, AuditRecord record)
    {
        var entity = new TableEntity(TableKeys.PartitionOf(customer), TableKeys.AuditRowOf(record))
        {
            ETag = ETag.All,
            [Outcome] = record.Outcome,
        };
        return record.DeliveryId is null ? Redact(entity) : entity;
    }

    /// <summary>Removes the delivery's id when the entity is merged. A merge cannot remove a property, so it becomes empty.</summary>
    public static TableEntity Redact(TableEntity entity)
    {
        entity[DeliveryId] = "";
        return entity;
    }

    public static AuditRecord Read(TableEntity entity) =>
        new()
        {
            Id = entity.RowKey,
            At = entity.GetDateTimeOffset(At)!.Value,
            Operator = entity.GetString(Operator),
            Action = Enum.Parse<AuditAction>(entity.GetString(Action)),
            DeliveryId = entity.GetString(DeliveryId) is { Length: > 0 } id ? id : null,
            Outcome = entity.GetString(Outcome),
        };
}
