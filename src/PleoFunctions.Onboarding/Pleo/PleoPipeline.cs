using Polly;
using Polly.CircuitBreaker;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// All calls of this instance to Pleo pass here. It limits how many run at once, and stops them for a while when Pleo's
/// host cannot be reached or is silent for several customers. What Pleo answers one customer says nothing of its host.
/// </summary>
internal sealed class PleoPipeline : IDisposable
{
    /// <summary>The share of failed calls that opens the circuit.</summary>
    public const double FailureRatio = 0.5;

    /// <summary>The fewest calls within <see cref="SamplingDuration"/> that may open the circuit.</summary>
    public const int MinimumThroughput = 20;

    /// <summary>The fewest customers whose calls failed within <see cref="SamplingDuration"/> that may open the circuit.</summary>
    public const int MinimumCustomers = 3;

    /// <summary>The time over which failures are counted.</summary>
    public static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(30);

    /// <summary>How long the circuit stays open before one call may try.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places;
    private readonly ResiliencePipeline<Attempt> _breaker;
    private readonly FailingCustomers _failing;
    private readonly TimeProvider _clock;
    private long _openUntil;

    public PleoPipeline(PleoSettings settings, TimeProvider clock)
    {
        _clock = clock;
        _failing = new FailingCustomers(clock);
        _places = new SemaphoreSlim(settings.MaxConcurrency);
        _breaker = new ResiliencePipelineBuilder<Attempt> { TimeProvider = clock }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<Attempt>
                {
                    FailureRatio = FailureRatio,
                    MinimumThroughput = MinimumThroughput,
                    SamplingDuration = SamplingDuration,
                    BreakDuration = BreakDuration,
                    ShouldHandle = static arguments => new(arguments.Outcome.Result.CountsAsFailure),
                    OnOpened = opened =>
                    {
                        Volatile.Write(ref _openUntil, (clock.GetUtcNow() + opened.BreakDuration).UtcTicks);
                        return default;
                    },
                }
            )
            .Build();
    }

    /// <summary>No call may try at the moment.</summary>
    public bool IsCircuitOpen => _clock.GetUtcNow().UtcTicks < Volatile.Read(ref _openUntil);

    /// <summary>Makes a call when there is a free place for it, unless the circuit is open.</summary>
    /// <param name="call">The call. It ends by itself when its time is over, and does not throw.</param>
    /// <param name="argument">What the call is about.</param>
    /// <param name="limits">For whom the call is made, and how long it may wait.</param>
    public async ValueTask<PleoReply> ExecuteAsync<T>(
        Func<T, ValueTask<PleoReply>> call,
        T argument,
        PipelineLimits limits
    )
    {
        if (!await TakePlaceAsync(limits.LongestWait))
        {
            return new PleoReply(PleoReplyKind.NotSent) { Reason = "no free place" };
        }

        try
        {
            return limits.IgnoresCircuit ? await call(argument) : await BreakAsync(call, argument, limits.Customer);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async ValueTask<PleoReply> BreakAsync<T>(Func<T, ValueTask<PleoReply>> call, T argument, object customer)
    {
        try
        {
            var attempt = await _breaker.ExecuteAsync(
                static async (execution, _) =>
                {
                    var reply = await execution.Call(execution.Argument);
                    return new Attempt(reply, execution.Failing.Counts(reply, execution.Customer));
                },
                (Call: call, Argument: argument, Customer: customer, Failing: _failing),
                CancellationToken.None
            );
            return attempt.Reply;
        }
        catch (BrokenCircuitException e)
        {
            return new PleoReply(PleoReplyKind.CircuitOpen)
            {
                RetryAfter = e.RetryAfter ?? BreakDuration,
                Reason = "too many calls have failed",
            };
        }
    }

    private async ValueTask<bool> TakePlaceAsync(TimeSpan longestWait)
    {
        if (_places.Wait(0, CancellationToken.None))
        {
            return true;
        }

        if (longestWait <= TimeSpan.Zero)
        {
            return false;
        }

        using var waiting = new CancellationTokenSource(longestWait, _clock);
        try
        {
            await _places.WaitAsync(waiting.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private readonly record struct Attempt(PleoReply Reply, bool CountsAsFailure);

    /// <summary>The customers whose calls did not reach Pleo's host lately, or got no reply from it.</summary>
    private sealed class FailingCustomers(TimeProvider clock)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<object, long> _failedAt = [];

        /// <summary>The reply says that Pleo's host fails, and several customers have seen that.</summary>
        public bool Counts(PleoReply reply, object customer)
        {
            if (!reply.SaysHostFails)
            {
                return false;
            }

            lock (_lock)
            {
                foreach (var (other, failedAt) in _failedAt)
                {
                    if (clock.GetElapsedTime(failedAt) > SamplingDuration)
                    {
                        _failedAt.Remove(other);
                    }
                }

                _failedAt[customer] = clock.GetTimestamp();
                return _failedAt.Count >= MinimumCustomers;
            }
        }
    }
}

/// <summary>The terms of one call.</summary>
/// <param name="Customer">For whom the call is made; only its identity matters.</param>
/// <param name="LongestWait">How long the call may wait for a free place.</param>
/// <param name="IgnoresCircuit">A look that settles a doubt is made even while the circuit is open.</param>
internal readonly record struct PipelineLimits(object Customer, TimeSpan LongestWait, bool IgnoresCircuit);
