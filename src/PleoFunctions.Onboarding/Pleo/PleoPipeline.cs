using Polly;
using Polly.CircuitBreaker;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// All calls of this instance to Pleo go through it. It limits how many run at once, and opens a circuit breaker for a
/// while after too many failed.
/// </summary>
internal sealed class PleoPipeline : IDisposable
{
    /// <summary>The fraction of calls that must fail before the circuit opens.</summary>
    public const double FailureRatio = 0.5;

    /// <summary>How many calls must be made within <see cref="SamplingDuration"/> before the circuit may open.</summary>
    public const int MinimumThroughput = 20;

    /// <summary>The time over which failures are counted.</summary>
    public static readonly TimeSpan SamplingDuration = TimeSpan.FromSeconds(30);

    /// <summary>How long the circuit stays open before one call may try.</summary>
    public static readonly TimeSpan BreakDuration = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _places;
    private readonly ResiliencePipeline<PleoReply> _breaker;

    public PleoPipeline(PleoSettings settings, TimeProvider clock)
    {
        _places = new SemaphoreSlim(settings.MaxConcurrency);
        _breaker = new ResiliencePipelineBuilder<PleoReply> { TimeProvider = clock }
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<PleoReply>
                {
                    FailureRatio = FailureRatio,
                    MinimumThroughput = MinimumThroughput,
                    SamplingDuration = SamplingDuration,
                    BreakDuration = BreakDuration,
                    ShouldHandle = static arguments =>
                        new(
                            arguments.Outcome.Result?.Kind
                                is PleoReplyKind.NotSent
                                    or PleoReplyKind.ServerError
                                    or PleoReplyKind.GatewayError
                                    or PleoReplyKind.TimedOut
                                    or PleoReplyKind.ReplyLost
                        ),
                }
            )
            .Build();
    }

    /// <summary>Runs a call when there is a place for it, unless the circuit is open.</summary>
    /// <param name="call">The call. It ends by itself when its time is over, and does not throw.</param>
    /// <param name="what">What the call gets as its argument.</param>
    /// <param name="waiting">Ends the wait for a place.</param>
    public async ValueTask<PleoReply> PassAsync<T>(
        Func<T, ValueTask<PleoReply>> call,
        T what,
        CancellationToken waiting
    )
    {
        try
        {
            await _places.WaitAsync(waiting);
        }
        catch (OperationCanceledException)
        {
            return new PleoReply(PleoReplyKind.NotSent) { Reason = "no free place" };
        }

        try
        {
            return await _breaker.ExecuteAsync(
                static (passing, _) => passing.Call(passing.What),
                (Call: call, What: what),
                CancellationToken.None
            );
        }
        catch (BrokenCircuitException e)
        {
            return new PleoReply(PleoReplyKind.CircuitOpen)
            {
                RetryAfter = e.RetryAfter ?? BreakDuration,
                Reason = "too many calls have failed",
            };
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
