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
    public bool IsReplay { get; init; }

    public string? Tenant { get; init; }

    public string? DeliveryId { get; init; }

    /// <summary>How many times recovery has run it.</summary>
    public int Recoveries { get; init; }

    /// <summary>Recovery gave it up.</summary>
    public bool IsDead { get; init; }

    /// <summary>The status with which its last run ended; null before the answer. After 202 the run goes on.</summary>
    public int? Status { get; init; }

    /// <summary>The outcome, such as <c>created</c>, or a problem's code; null before the answer.</summary>
    public string? Outcome { get; init; }

    /// <summary>Sending it again may help; null when it is not a problem.</summary>
    public bool? Retryable { get; init; }

    /// <summary>The time to the answer; null before the answer.</summary>
    public double? DurationMs { get; init; }

    /// <summary>The number of calls to Pleo.</summary>
    public int Attempts { get; init; }

    /// <summary>The ticket of a delivery that the console has sent; otherwise null.</summary>
    public string? Ticket { get; init; }
}
