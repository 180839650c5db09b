namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>Spreads starts evenly over time. All times count from the beginning of the run.</summary>
/// <param name="rate">How many may start in a second; above 0.</param>
internal sealed class RecoveryPace(double rate)
{
    // A timer may fire this much late; only so much is made up for.
    private static readonly TimeSpan Lateness = TimeSpan.FromMilliseconds(20);

    private readonly TimeSpan _interval = TimeSpan.FromSeconds(1 / rate);
    private TimeSpan _next;

    /// <summary>How long the next start has to wait.</summary>
    public TimeSpan WaitAt(TimeSpan now) => _next > now ? _next - now : TimeSpan.Zero;

    /// <summary>One starts now.</summary>
    public void Start(TimeSpan now)
    {
        var earliest = now - Lateness;
        _next = (_next > earliest ? _next : earliest) + _interval;
    }
}
