using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>Runs the deliveries of a plan again, several at once, at a limited rate.</summary>
/// <param name="plan">The deliveries.</param>
/// <param name="rate">How many may start in a second.</param>
/// <param name="replay">Runs one again.</param>
/// <param name="progress">Where to show how far it is.</param>
/// <param name="clock">The time.</param>
internal sealed class RecoveryRun(
    RecoveryPlan plan,
    double rate,
    Func<DeliveryDocument, Task<ReplayResult>> replay,
    RecoveryProgress progress,
    TimeProvider clock
)
{
    // An instance makes at most 50 calls to Pleo at the same time, by default. More would only wait there.
    private const int MostAtOnce = 50;

    private readonly RecoveryQueue _queue = new(plan.Deliveries);
    private readonly RecoveryPace _pace = new(rate);
    private readonly List<Task<Ended>> _running = [];
    private readonly long _began = clock.GetTimestamp();
    private Outage _outage = Outage.None;

    /// <summary>How the replays ended so far.</summary>
    public RecoveryTally Tally { get; } = new(plan.Deliveries.Count);

    /// <summary>The time since the beginning.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_began);

    /// <summary>The result because of which no more deliveries are started; null when there is none.</summary>
    public ReplayResult? StoppedBy { get; private set; }

    private TimeSpan PauseLeft => _outage.Pause?.Until - Elapsed ?? TimeSpan.Zero;

    /// <summary>Runs them. It ends when all have ended, or when it is stopped and those that were running have ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            var wait = stop.IsCancellationRequested ? null : WaitToStart();
            if (wait is null && _running.Count == 0)
            {
                break;
            }

            if (wait == TimeSpan.Zero && _queue.TryTake(out var delivery))
            {
                _pace.Start(Elapsed);
                _running.Add(ReplayAsync(delivery));
            }
            else
            {
                await WaitAsync(wait < RecoveryProgress.Interval ? wait.Value : RecoveryProgress.Interval, stop);
            }

            await EndAsync();
            progress.Show(Tally, Elapsed, PauseLeft);
        }

        progress.Clear();
    }

    /// <summary>How long to wait before the next one starts; null when none can start before another one has ended.</summary>
    private TimeSpan? WaitToStart()
    {
        if (StoppedBy is not null || !_queue.HasNext || _running.Count >= (_outage.IsDown ? 1 : MostAtOnce))
        {
            return null;
        }

        var (pause, pace) = (PauseLeft, _pace.WaitAt(Elapsed));
        return pause > pace ? pause : pace;
    }

    /// <summary>Waits until one has ended, or the time is over, or the run is stopped.</summary>
    private async Task WaitAsync(TimeSpan time, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(
            // Once stopped, only the running ones are waited for.
            stop.IsCancellationRequested
                ? CancellationToken.None
                : stop
        );
        await Task.WhenAny([.. _running, Task.Delay(time, clock, over.Token)]);
        await over.CancelAsync();
    }

    private async Task EndAsync()
    {
        foreach (var task in _running.Where(task => task.IsCompleted).ToList())
        {
            _running.Remove(task);
            var (delivery, result, startedAt) = await task;
            _queue.Release(delivery.Tenant);
            Tally.Add(result);
            TakeIn(result, startedAt);
        }
    }

    private void TakeIn(ReplayResult result, TimeSpan startedAt)
    {
        var before = _outage;
        _outage = before.Next(result, startedAt, Elapsed);
        if (_outage is { IsDown: true, Pause: var (from, until) } && !before.IsDown)
        {
            progress.Say($"{result.Outcome}: pausing for {TimeText.Write(until - from)}, then trying one at a time.");
        }

        if (result.Kind is ReplayKind.Unusable || _outage.IsTooLong)
        {
            StoppedBy ??= result;
        }
    }

    private async Task<Ended> ReplayAsync(DeliveryDocument delivery)
    {
        var startedAt = Elapsed;
        return new Ended(delivery, await replay(delivery), startedAt);
    }

    private sealed record Ended(DeliveryDocument Delivery, ReplayResult Result, TimeSpan StartedAt);
}
