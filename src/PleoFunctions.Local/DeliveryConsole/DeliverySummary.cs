
namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A delivery in the list.</summary>
internal sealed record DeliverySummary
{
    /// <summary>Its place among all deliveries since the start, from 1.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The partner named in the route, as sent.</summary>
    public required string Partner { get; init; }

    /// <summary>An operator runs it again, from what the ledger has kept.</summary>
    public required bool IsReplay { get; init; }

    public string? Tenant { get; init; }

    public string? DeliveryId { get; init; }

    /// <summary>The answer's status; null while there is none.</summary>
    public int? Status { get; init; }

    /// <summary><c>created</c>, <c>replayed</c>, <c>reconciled</c> or a problem's code; null while there is none.</summary>
    public string? Outcome { get; init; }

    /// <summary>Sending it again may help; null for a success.</summary>
    public bool? Retryable { get; init; }

    public double? DurationMs { get; init; }

    /// <summary>Calls to Pleo.</summary>
    public required int Attempts { get; init; }

    /// <summary>What the sender has marked it with, if it was sent from the console.</summary>
    public string? Ticket { get; init; }
}
