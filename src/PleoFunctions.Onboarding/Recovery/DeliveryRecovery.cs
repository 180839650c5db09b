using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Settings;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Recovery;

/// <summary>
/// Finishes what was left open, by the same flow as a webhook, and deletes what ended long ago. A host runs it every
/// minute. Any number of instances may run it at once: claims keep it right.
/// </summary>
public sealed partial class DeliveryRecovery
{
    // Most places stay free for webhooks.
    private const int ShareOfPlaces = 4;

    // The host ends a run after a minute. A delivery that has begun needs Pleo__TotalTimeout.
    private static readonly TimeSpan TimeForDeliveries = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan TimeForSweep = TimeSpan.FromSeconds(5);

    private readonly PartnerDirectory _partners;
    private readonly DeliveryLedger _ledger;
    private readonly OnboardingHandler _handler;
    private readonly RecoverySchedule _schedule;
    private readonly RecoveryTimings _timings;
    private readonly PleoPipeline _pleo;
    private readonly PleoSettings _settings;
    private readonly TimeSpan _retention;
    private readonly OnboardingMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private int _isRunning;

    internal DeliveryRecovery(
        PartnerDirectory partners,
        DeliveryLedger ledger,
        OnboardingHandler handler,
        RecoverySchedule schedule,
        PleoPipeline pleo,
        PleoSettings settings,
        RecoveryParts parts
    )
    {
        (_partners, _ledger, _handler, _schedule) = (partners, ledger, handler, schedule);
        (_pleo, _settings) = (pleo, settings);
        (_metrics, _clock, _logger, _timings) = (parts.Metrics, parts.Clock, parts.Logger, parts.Timings.Value);
        _retention = DurationAttribute.Parse(parts.Deliveries.Value.Retention);
    }

    /// <summary>
    /// Runs what is due, the oldest first, and returns within a minute. It does not throw. While a run of this instance goes
    /// on, another one does nothing.
    /// </summary>
    /// <param name="stop">Begins nothing more. What has begun is finished.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
        {
            return;
        }

        using var activity = OnboardingTelemetry.StartRecovery();
        try
        {
            var started = _clock.GetTimestamp();
            var tally = new RecoveryTally();
            var turn = TurnAt(_clock.GetUtcNow());
            var indexed = await FinishAsync(tally, turn, stop);
            if (_clock.GetElapsedTime(started) < TimeForDeliveries)
            {
                await SweepAsync(tally, turn, indexed, stop);
            }

            if (!tally.IsEmpty)
            {
                var milliseconds = (long)_clock.GetElapsedTime(started).TotalMilliseconds;
                Log.Ran(_logger, tally.Runs, tally.Open, tally.Done, tally.Dead, tally.Deleted, milliseconds);
            }
        }
#pragma warning disable CA1031 // An exception would only fail the timer. The next run tries again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(_logger, e, activity.TraceId.ToHexString());
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task<HashSet<DeliveryKey>> FinishAsync(RecoveryTally tally, int turn, CancellationToken stop)
    {
        using var time = new CancellationTokenSource(TimeForDeliveries - _settings.TotalTimeout, _clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        var indexed = new HashSet<DeliveryKey>();
        var due = new List<OpenDelivery>();
        foreach (var partner in _partners.All)
        {
            if ((await _ledger.ReadOpenAsync(partner.Name)).Succeeded(out var open, out _))
            {
                Measure(partner.Name, open);
                tally.Open += open.Count(entry => entry.Summary.State is not DeliveryState.Done);
                indexed.UnionWith(open.Select(entry => entry.Summary.Key));
                due.AddRange(open.Where(entry => IsDue(entry.Summary) || IsChecked(entry, turn)));
            }
            else
            {
                Log.Unreadable(_logger, partner.Name);
            }
        }

        // One customer's deliveries one after the other: together they would only keep each other out.
        var customers = due.OrderBy(entry => entry.Summary.FirstSeenAt)
            .GroupBy(entry => entry.Summary.Key.Customer)
            .ToArray();
        await Parallel.ForEachAsync(
            customers,
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, _settings.MaxConcurrency / ShareOfPlaces) },
            async (customer, _) =>
            {
                foreach (var entry in customer)
                {
                    if (!over.IsCancellationRequested && !_pleo.IsCircuitOpen)
                    {
                        await RecoverAsync(entry, tally);
                    }
                }
            }
        );
        return indexed;
    }

    private bool IsDue(DeliverySummary delivery) =>
        _schedule.Decide(delivery, _clock.GetUtcNow()) is not RecoveryDecision.Wait;

    /// <summary>
    /// Each entry is compared with its delivery in its turn, because a crash can leave one that looks as if nothing were to
    /// do.
    /// </summary>
    private bool IsChecked(OpenDelivery entry, int turn) =>
        (LedgerSlices.Of(entry.Summary.Key.Customer) - turn + LedgerSlices.Count) % LedgerSlices.Count
        < _timings.SlicesPerRun;

    private async Task RecoverAsync(OpenDelivery entry, RecoveryTally tally)
    {
        var key = entry.Summary.Key;
        if (
            !(await _ledger.ReadAsync(key)).Succeeded(out var rows, out _)
            || rows.Customer is { IsErasing: true }
            || !_partners.TryFind(key.Customer.Partner, out var partner)
        )
        {
            return;
        }

        if (rows.Delivery is not { } delivery)
        {
            if (_clock.GetUtcNow() - entry.Summary.ChangedAt > _timings.OrphanAge)
            {
                await _ledger.CorrectAsync(entry, delivery: null);
            }

            return;
        }

        if (delivery.Summary.State is DeliveryState.Done)
        {
            await SettleAsync(partner, entry, rows);
            return;
        }

        // An entry that was postponed has a later time than its delivery.
        var postponed = entry.Summary.ChangedAt > delivery.Summary.ChangedAt && IsSame(entry, delivery);
        switch (_schedule.Decide(postponed ? entry.Summary : delivery.Summary, _clock.GetUtcNow()))
        {
            case RecoveryDecision.Wait when !IsSame(entry, delivery):
                await _ledger.CorrectAsync(entry, delivery.Summary);
                break;

            case RecoveryDecision.GiveUp:
                await GiveUpAsync(key, tally);
                break;

            case RecoveryDecision.Run:
                await RunAsync(partner, entry, delivery, tally);
                break;
        }
    }

    /// <summary>Settles the late update of a customer whose delivery is done, or removes the entry when there is none.</summary>
    private async Task SettleAsync(Partner partner, OpenDelivery entry, LedgerRows rows)
    {
        var done = rows.Delivery!;
        var now = _clock.GetUtcNow();
        if (rows.Customer is not { LateUpdateSince: not null } || _schedule.IsTooLateToSettle(done.Summary, now))
        {
            await _ledger.CorrectAsync(entry, delivery: null);
        }
        else if (IsDue(entry.Summary with { State = DeliveryState.Done }))
        {
            await _handler.RunAgainAsync(partner, done, RunReason.Recovery);
            await PostponeAsync(entry, done);
        }
    }

    private async Task RunAsync(Partner partner, OpenDelivery entry, DeliveryRecord delivery, RecoveryTally tally)
    {
        var answer = await _handler.RunAgainAsync(partner, delivery, RunReason.Recovery);
        tally.Ran();
        if (answer.Status is 200 && !IsIgnored(answer))
        {
            tally.Ended();
        }
        else if (_schedule.IsPastDeadline(delivery.Summary, _clock.GetUtcNow()))
        {
            await GiveUpAsync(delivery.Summary.Key, tally);
        }
        else if (!IsClaimed(answer))
        {
            await PostponeAsync(entry, delivery);
        }
    }

    /// <summary>Lets the next pause of a delivery count from now, though its run changed nothing in the ledger.</summary>
    private Task PostponeAsync(OpenDelivery entry, DeliveryRecord delivery) =>
        _ledger.CorrectAsync(entry, delivery.Summary with { ChangedAt = _clock.GetUtcNow() });

    private static bool IsSame(OpenDelivery entry, DeliveryRecord delivery) =>
        (entry.Summary.State, entry.Summary.Code, entry.Summary.Attempts)
        == (delivery.Summary.State, delivery.Summary.Code, delivery.Summary.Attempts);

    private static bool IsIgnored(Answer answer) => WireName.Read<Outcome>(answer.Outcome!) is Outcome.Ignored;

    /// <summary>
    /// The run got as far as the ledger. It does not when the partner's mapping or events have changed since, so that the
    /// stored webhook is not accepted any more.
    /// </summary>
    private static bool IsClaimed(Answer answer) => answer.Status is not (200 or 400);

    private async Task GiveUpAsync(DeliveryKey key, RecoveryTally tally)
    {
        if (
            (await _ledger.GiveUpAsync(key)).Succeeded(out var delivery, out _)
            && delivery.Summary is { State: DeliveryState.Dead, Code: { } code }
        )
        {
            tally.GaveUp();
            var (partner, tenant) = key.Customer;
            _metrics.Recovered(partner, WireName.Of(DeliveryState.Dead));
            Log.GaveUp(_logger, key.DeliveryId, partner, tenant, code);
        }
    }

    private void Measure(string partner, OpenDelivery[] open)
    {
        foreach (var state in Enum.GetValues<DeliveryState>())
        {
            if (state is not DeliveryState.Done)
            {
                _metrics.Open(partner, WireName.Of(state), open.Count(entry => entry.Summary.State == state));
            }
        }

        // Not those that only a person can help: they would hide for days that others stand still.
        var oldest = open.Where(entry =>
                entry.Summary.State is not DeliveryState.Done && _schedule.NextAttemptAt(entry.Summary) is not null
            )
            .Min(entry => entry.Summary.FirstSeenAt);
        var age = _clock.GetUtcNow() - oldest;
        _metrics.OldestOpen(partner, age > TimeSpan.Zero ? age.Value : TimeSpan.Zero);
    }

    /// <summary>Goes through the slices whose turn it is, the partners in another order each time.</summary>
    private async Task SweepAsync(RecoveryTally tally, int turn, HashSet<DeliveryKey> indexed, CancellationToken stop)
    {
        using var time = new CancellationTokenSource(TimeForSweep, _clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(time.Token, stop);
        var limits = new SweepLimits(_clock.GetUtcNow() - _retention, indexed);
        var partners = _partners.All.Select(partner => partner.Name).Order(StringComparer.Ordinal).ToArray();
        for (var number = 0; number < _timings.SlicesPerRun; number++)
        {
            for (var place = 0; place < partners.Length && !over.IsCancellationRequested; place++)
            {
                var partner = partners[(place + turn) % partners.Length];
                var slice = (turn + number) % LedgerSlices.Count;
                var swept = await _ledger.SweepAsync(partner, slice, limits, over.Token);
                tally.Deleted += swept.Succeeded(out var sweep, out _) ? sweep.Deleted : 0;
            }
        }
    }

    /// <summary>The first slice whose turn it is. It follows from the clock, so nothing has to remember how far it was.</summary>
    private int TurnAt(DateTimeOffset now) =>
        (int)(now.UtcTicks / _timings.Interval.Ticks * _timings.SlicesPerRun % LedgerSlices.Count);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 601,
            Level = LogLevel.Error,
            Message = "Recovery gave up delivery {DeliveryId} of {Partner} for {Tenant}, which last ended with {Code}. Its state is dead."
        )]
        public static partial void GaveUp(
            ILogger logger,
            string deliveryId,
            string partner,
            string tenant,
            string code
        );

        [LoggerMessage(
            EventId = 602,
            Level = LogLevel.Information,
            Message = "Recovery ran {Runs} of {Open} open deliveries: {Done} are done, {Dead} are dead. It deleted {Deleted} that ended long ago ({Milliseconds} ms)."
        )]
        public static partial void Ran(
            ILogger logger,
            int runs,
            int open,
            int done,
            int dead,
            int deleted,
            long milliseconds
        );

        [LoggerMessage(
            EventId = 603,
            Level = LogLevel.Warning,
            Message = "Recovery cannot read the open deliveries of {Partner}. It tries again with its next run."
        )]
        public static partial void Unreadable(ILogger logger, string partner);

        [LoggerMessage(
            EventId = 604,
            Level = LogLevel.Error,
            Message = "Recovery failed because of a bug. It tries again with its next run (trace {TraceId})."
        )]
        public static partial void Failed(ILogger logger, Exception exception, string traceId);
    }
}

/// <summary>What recovery takes from the host.</summary>
internal sealed record RecoveryParts(
    IOptions<DeliveriesOptions> Deliveries,
    IOptions<RecoveryTimings> Timings,
    OnboardingMetrics Metrics,
    TimeProvider Clock,
    ILogger<DeliveryRecovery> Logger
);

/// <summary>What a run of recovery did.</summary>
internal sealed class RecoveryTally
{
    private int _runs;
    private int _done;
    private int _dead;

    public int Open { get; set; }

    public int Deleted { get; set; }

    public int Runs => _runs;

    public int Done => _done;

    public int Dead => _dead;

    public bool IsEmpty => (_runs, _dead, Deleted) is (0, 0, 0);

    public void Ran() => Interlocked.Increment(ref _runs);

    public void Ended() => Interlocked.Increment(ref _done);

    public void GaveUp() => Interlocked.Increment(ref _dead);
}
