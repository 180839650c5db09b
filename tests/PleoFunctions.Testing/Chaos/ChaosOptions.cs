namespace PleoFunctions.Testing.Chaos;

/// <summary>How large a chaos run is, and the seed of everything that it decides.</summary>
public sealed record ChaosOptions
{
    /// <summary>How many deliveries are sent.</summary>
    /// <value>Default: 10,000.</value>
    public int Deliveries { get; init; } = 10_000;

    /// <summary>For how many tenants. The deliveries of one tenant are sent one after another, as they would be.</summary>
    /// <value>Default: 300.</value>
    public int Tenants { get; init; } = 300;

    /// <summary>How many deliveries are under way at once.</summary>
    /// <value>Default: 48.</value>
    public int Concurrency { get; init; } = 48;

    /// <summary>Decides which request meets which fault.</summary>
    public required int Seed { get; init; }
}
