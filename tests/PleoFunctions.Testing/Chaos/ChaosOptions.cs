namespace PleoFunctions.Testing.Chaos;

/// <summary>The size of a chaos run, and the seed of all its random choices.</summary>
public sealed record ChaosOptions
{
    /// <summary>How many deliveries are sent.</summary>
    /// <value>Default: 10,000.</value>
    public int Deliveries { get; init; } = 10_000;

    /// <summary>The number of tenants. A tenant's deliveries are sent one after another, as partners send them.</summary>
    /// <value>Default: 300.</value>
    public int Tenants { get; init; } = 300;

    /// <summary>The number of concurrent deliveries.</summary>
    /// <value>Default: 48.</value>
    public int Concurrency { get; init; } = 48;

    /// <summary>Decides which request meets which fault.</summary>
    public required int Seed { get; init; }
}
