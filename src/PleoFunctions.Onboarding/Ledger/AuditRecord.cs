namespace PleoFunctions.Onboarding.Ledger;

/// <summary>What an operator did to a customer, as the ledger keeps it. After an erase it names no delivery.</summary>
internal sealed record AuditRecord
{
    /// <summary>The most records that are shown with a customer.</summary>
    public const int MaxShown = 20;

    /// <summary>The record's own id.</summary>
    public required string Id { get; init; }

    /// <summary>When the operator asked for it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The object id of the operator, <c>key</c> with the name of the host's key, or <c>local</c>.</summary>
    public required string Operator { get; init; }

    /// <summary>What was asked for.</summary>
    public required AuditAction Action { get; init; }

    /// <summary>The delivery; null for the whole customer, and after an erase.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>The outcome or the problem code; null until it ended, and when that could not be recorded.</summary>
    public string? Outcome { get; init; }
}

/// <summary>What an operator can do to a customer.</summary>
internal enum AuditAction
{
    /// <summary>Run a delivery again.</summary>
    Replay,

    /// <summary>Erase the customer.</summary>
    Erase,
}
