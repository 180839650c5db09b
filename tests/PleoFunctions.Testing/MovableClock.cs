namespace PleoFunctions.Testing;

/// <summary>The real clock, which a test can also move forward. Timers run in real time.</summary>
internal sealed class MovableClock : TimeProvider
{
    private long _ahead;

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan time) => Interlocked.Add(ref _ahead, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
