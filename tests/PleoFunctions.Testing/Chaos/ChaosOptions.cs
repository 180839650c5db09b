namespace PleoFunctions.Testing.Chaos;

/// <summary>The size of a chaos run, and the seed of all its random choices.</summary>
public sealed record ChaosOptions
{
    /// <summary>How many deliveries are sent.</summary>
    /// <value>Default: 10,000.</value>
    public int Deliveries { get; init; } = 10_000;

    /// <summary>The number of customers. A customer's events overlap, in shuffled order.</summary>
    /// <value>Default: 300.</value>
    public int Customers { get; init; } = 300;

    /// <summary>How many customers' events are sent at the same time.</summary>
    /// <value>Default: 24.</value>
    public int Concurrency { get; init; } = 24;

    /// <summary>How many events of one customer are sent at the same time.</summary>
    /// <value>Default: 3.</value>
    public int Overlap { get; init; } = 3;

    /// <summary>
    /// Each webhook is sent once, whatever the answer: recovery has to finish what fails. Otherwise the sender sends until it
    /// gets a 200.
    /// </summary>
    /// <value>Default: false.</value>
    public bool NeverRetries { get; init; }

    /// <summary>Decides which request meets which fault.</summary>
    public required int Seed { get; init; }
}
