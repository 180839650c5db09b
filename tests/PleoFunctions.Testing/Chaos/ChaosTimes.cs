namespace PleoFunctions.Testing.Chaos;

/// <summary>The times of the instances: an eighth of the defaults, but for the attempt, which is a tenth.</summary>
internal sealed record ChaosTimes
{
    public TimeSpan Attempt { get; } = TimeSpan.FromSeconds(0.5);

    public TimeSpan Total { get; } = TimeSpan.FromSeconds(1.5);

    public TimeSpan Lease { get; } = TimeSpan.FromSeconds(3.75);

    public TimeSpan Settling { get; } = TimeSpan.FromSeconds(15);

    /// <summary>The latest moment after a call at which it takes effect at Pleo: twice the lease.</summary>
    public TimeSpan Latest => 2 * Lease;

    /// <summary>How often recovery runs: a second stands for a minute.</summary>
    public TimeSpan RecoveryInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The pauses of recovery: 0.2, 1, 6 and 24 s, and longer.</summary>
    public double RecoveryPauses { get; } = 1 / 300d;

    /// <summary>More than the lease and the distance between the clocks.</summary>
    public TimeSpan OrphanAge { get; } = TimeSpan.FromSeconds(40);

    /// <summary>The distance between the clocks of the two instances.</summary>
    public TimeSpan Skew { get; } = TimeSpan.FromSeconds(20);
}
