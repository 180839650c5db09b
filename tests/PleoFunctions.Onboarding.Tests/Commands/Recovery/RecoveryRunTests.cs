using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using PleoFunctions.Local.Commands.Recovery;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Onboarding.Tests.Commands.Recovery;

public sealed class RecoveryRunTests : IDisposable
{
    private static readonly ReplayResult Created = new("created", ReplayKind.Done);

    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<string> _started = [];
    private readonly StringWriter _output = new();

    public void Dispose() => _output.Dispose();

    [Fact]
    public async Task Runs_all_of_them_at_the_rate()
    {
        var run = Run(5, Several(11), _ => Task.FromResult(Created));

        await AdvanceUntilEndedAsync(run.RunAsync(CancellationToken.None));

        run.Tally.Results.ShouldBe(11);
        _started.ShouldBe(Enumerable.Range(1, 11).Select(number => $"msg_{number}"));
        run.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Runs_several_at_once_but_one_of_a_customer()
    {
        var first = new TaskCompletionSource<ReplayResult>();
        var run = Run(
            1000,
            [ListedDelivery.Of("msg_1"), ListedDelivery.Of("msg_2"), ListedDelivery.Of("msg_3", tenant: "contoso")],
            delivery => delivery.DeliveryId is "msg_1" ? first.Task : Task.FromResult(Created)
        );
        var running = run.RunAsync(CancellationToken.None);
        await AdvanceUntilAsync(() => _started.Count == 2);
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        _started.ShouldBe(["msg_1", "msg_3"]);

        first.SetResult(Created);
        await AdvanceUntilEndedAsync(running);

        _started.ShouldBe(["msg_1", "msg_3", "msg_2"]);
    }

    [Fact]
    public async Task A_stop_lets_the_running_ones_end_and_starts_no_more()
    {
        var first = new TaskCompletionSource<ReplayResult>();
        var run = Run(5, Several(3), _ => first.Task);
        using var stop = new CancellationTokenSource();
        var running = run.RunAsync(stop.Token);

        await stop.CancelAsync();
        running.IsCompleted.ShouldBeFalse();
        first.SetResult(Created);
        await AdvanceUntilEndedAsync(running);

        _started.ShouldBe(["msg_1"]);
        run.Tally.Ended.ShouldBe(1);
    }

    [Fact]
    public async Task Stops_when_something_is_down_for_too_long_and_says_once_that_it_pauses()
    {
        var down = new ReplayResult("vault_unavailable", ReplayKind.Outage) { RetryAfter = TimeSpan.FromSeconds(30) };
        var run = Run(100, Several(50), _ => Task.FromResult(down));

        await AdvanceUntilEndedAsync(run.RunAsync(CancellationToken.None));

        run.StoppedBy.ShouldBe(down);
        run.Tally.Ended.ShouldBe(20);
        run.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(17 * 30));
        _output.ToString().Split("pausing for 30 s").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Stops_at_once_when_the_key_is_wrong()
    {
        var unusable = new ReplayResult(ReplayResult.NoAnswer, ReplayKind.Unusable) { Message = "Check the key." };
        var run = Run(5, Several(3), _ => Task.FromResult(unusable));

        await AdvanceUntilEndedAsync(run.RunAsync(CancellationToken.None));

        run.StoppedBy.ShouldBe(unusable);
        run.Tally.Ended.ShouldBe(1);
    }

    private static IEnumerable<DeliveryDocument> Several(int count) =>
        Enumerable.Range(1, count).Select(number => ListedDelivery.Of($"msg_{number}", tenant: $"northwind-{number}"));

    private RecoveryRun Run(
        double rate,
        IEnumerable<DeliveryDocument> deliveries,
        Func<DeliveryDocument, Task<ReplayResult>> replay
    ) =>
        new(
            RecoveryPlan.Create(deliveries, runBefore: null),
            rate,
            delivery =>
            {
                _started.Enqueue(delivery.DeliveryId);
                return replay(delivery);
            },
            new RecoveryProgress(_output, width: null, _clock),
            _clock
        );

    private async Task AdvanceUntilEndedAsync(Task run)
    {
        await AdvanceUntilAsync(() => run.IsCompleted);
        await run;
    }

    private async Task AdvanceUntilAsync(Func<bool> isReached)
    {
        while (!isReached())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await AdvanceAsync(TimeSpan.FromMilliseconds(5));
        }
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await Task.Yield();
    }
}
