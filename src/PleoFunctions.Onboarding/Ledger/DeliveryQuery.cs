namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Which of a partner's deliveries to list.</summary>
internal sealed record DeliveryQuery
{
    /// <summary>The most deliveries on a page.</summary>
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    /// <summary>Only those in this state.</summary>
    public DeliveryState? State { get; init; }

    /// <summary>Only those that ended with this problem last.</summary>
    public string? Code { get; init; }

    /// <summary>Only those written to the ledger at this time or after it.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The deliveries on a page, 1 to <see cref="MaxLimit"/>.</summary>
    /// <value>Default: 50.</value>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the page begins, in the store's own form; null for the first page.</summary>
    public string? Continuation { get; init; }
}
