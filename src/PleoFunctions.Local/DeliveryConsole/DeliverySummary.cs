namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A delivery in the list.</summary>
internal sealed record DeliverySummary
{
    /// <summary>Counts deliveries since the process started, from 1.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The partner named in the route, as sent.</summary>
    public required string Partner { get; init; }

    /// <summary>An operator replays it from the ledger.</summary>
    public required bool IsReplay { get; init; }

    public string? Tenant { get; init; }

    public string? DeliveryId { get; init; }

    /// <summary>The answer's status; null before the answer.</summary>
    public int? Status { get; init; }

    /// <summary>The outcome, such as <c>created</c>, or a problem's code; null before the answer.</summary>
    public string? Outcome { get; init; }

    /// <summary>Sending it again may help; null for a success.</summary>
    public bool? Retryable { get; init; }

    public double? DurationMs { get; init; }

    /// <summary>The number of calls to Pleo.</summary>
    public required int Attempts { get; init; }

    /// <summary>The ticket of a delivery that the console has sent; otherwise null.</summary>
    public string? Ticket { get; init; }
}
