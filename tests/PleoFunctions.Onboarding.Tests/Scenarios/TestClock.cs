using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>
/// A clock that stands still until a test moves it. It distinguishes pauses (delays of the core) from deadlines (timers
/// that cancel a token): a test can end pauses automatically, but must move the clock to a deadline.
/// </summary>
internal sealed class TestClock() : FakeTimeProvider(Beginning)
{
    public static readonly DateTimeOffset Beginning = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    private readonly Channel<TimeSpan> _begun = Channel.CreateUnbounded<TimeSpan>();
    private readonly ConcurrentQueue<TimeSpan> _pauses = new();
    private Action<TimeSpan>? _beforePassing;

    /// <summary>The pauses so far, in order.</summary>
    public IReadOnlyList<TimeSpan> Pauses => [.. _pauses];

    /// <summary>Ends each pause as soon as it begins.</summary>
    /// <param name="meanwhile">What happens during the pause.</param>
    public void LetPausesPass(Action<TimeSpan>? meanwhile = null) => _beforePassing = meanwhile ?? (static _ => { });

    /// <summary>Waits until the next pause has begun.</summary>
    public Task<TimeSpan> NextPauseAsync() =>
        Patience.ForAsync(
            _begun.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask(),
            "the next pause of the core"
        );

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (state is Task)
        {
            _pauses.Enqueue(dueTime);
            _begun.Writer.TryWrite(dueTime);

            if (_beforePassing is { } meanwhile)
            {
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    meanwhile(dueTime);
                    Advance(dueTime);
                });
            }
        }

        return timer;
    }
}
