using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>A customer as operators see it. It never has a payload.</summary>
internal sealed class CustomerDocument
{
    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    /// <summary>Pleo's id of its installation; absent until Pleo has shown one.</summary>
    public string? InstallationId { get; init; }

    /// <summary>The URN of the Pleo company that it is bound to; absent before its first installation.</summary>
    public string? Company { get; init; }

    /// <summary>The newest event that Pleo has confirmed; absent before the first.</summary>
    public EventDocument? NewestEvent { get; init; }

    /// <summary>The delivery that is being worked on.</summary>
    public string? RunningDeliveryId { get; init; }

    /// <summary>Until this time only that delivery may be worked on. In UTC.</summary>
    public DateTime? LeaseUntil { get; init; }

    /// <summary>Since this time Pleo may create an installation, or has created one, without our knowing it.</summary>
    public DateTime? CreateInDoubtSince { get; init; }

    /// <summary>Since this time an update without a reply may still take effect.</summary>
    public DateTime? UpdateInDoubtSince { get; init; }

    /// <summary>When the customer was last written to the ledger.</summary>
    public required DateTime ChangedAt { get; init; }

    /// <summary>Its deliveries, the newest first, at most 100.</summary>
    public required IReadOnlyList<DeliveryDocument> Deliveries { get; init; }

    /// <summary>What operators did, the newest first, at most 20.</summary>
    public required IReadOnlyList<AuditDocument> Audit { get; init; }

    public static CustomerDocument From(CustomerPage page, RecoverySchedule schedule)
    {
        var customer = page.Customer;
        return new CustomerDocument
        {
            Partner = customer.Key.Partner,
            Tenant = customer.Key.Tenant,
            InstallationId = customer.InstallationId,
            Company = customer.Company,
            NewestEvent = customer.Applied is { } applied
                ? new EventDocument { DeliveryId = applied.DeliveryId, At = applied.Order.At.UtcDateTime }
                : null,
            RunningDeliveryId = customer.Claim?.DeliveryId is { Length: > 0 } running ? running : null,
            LeaseUntil = customer.Claim?.LeaseUntil?.UtcDateTime,
            CreateInDoubtSince = customer.CreateDoubt?.Since.UtcDateTime,
            UpdateInDoubtSince = customer.LateUpdateSince?.UtcDateTime,
            ChangedAt = customer.ChangedAt.UtcDateTime,
            Deliveries = [.. page.Deliveries.Select(delivery => DeliveryDocument.From(delivery, schedule))],
            Audit = [.. page.Audit.Select(AuditDocument.From)],
        };
    }
}

/// <summary>What an operator did to a customer.</summary>
internal sealed class AuditDocument
{
    /// <summary>The operator's object id, <c>key</c> with the name of the host's key, or <c>local</c>.</summary>
    public required string Operator { get; init; }

    /// <summary><c>replay</c> or <c>erase</c>.</summary>
    public required string Action { get; init; }

    /// <summary>When the operator asked for it. In UTC.</summary>
    public required DateTime At { get; init; }

    /// <summary>The delivery that was replayed; absent after an erase.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The outcome or the problem code; absent while it goes on, and when it is not known.</summary>
    public string? Outcome { get; init; }

    public static AuditDocument From(AuditRecord record) =>
        new()
        {
            Operator = record.Operator,
            Action = WireName.Of(record.Action),
            At = record.At.UtcDateTime,
            DeliveryId = record.DeliveryId,
            Outcome = record.Outcome,
        };
}

/// <summary>An event that Pleo has confirmed.</summary>
internal sealed class EventDocument
{
    public required string DeliveryId { get; init; }

    /// <summary>When it happened, or when the ledger first saw it if it has no time. In UTC.</summary>
    public required DateTime At { get; init; }
}
