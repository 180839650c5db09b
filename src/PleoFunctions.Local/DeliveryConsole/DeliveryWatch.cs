using System.Diagnostics;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>
/// Records webhooks, replays, and runs by recovery for the console. It works from outside, with HTTP middleware and
/// spans, so the flow does not know it.
/// </summary>
internal sealed partial class DeliveryWatch(
    WatchedDeliveries deliveries,
    IServiceProvider services,
    TimeProvider clock,
    ILogger<DeliveryWatch> logger
) : IHostedService, IDisposable
{
    private static readonly AsyncLocal<WatchedRun?> CurrentRun = new();

    private ActivityListener? _spans;
    private volatile bool _gaveUp;

    /// <summary>The run that the running code belongs to, if any.</summary>
    public static WatchedRun? Current => CurrentRun.Value;

    /// <summary>Records a request that makes a delivery: a POST whose route names a partner.</summary>
    public async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.GetRouteValue("partner") is not string partner)
        {
            await next(context);
            return;
        }

        var delivery = deliveries.Add(context.Request, partner, context.GetRouteValue("deliveryId") as string);
        var started = clock.GetTimestamp();
        var answer = context.Response.Body;
        context.Request.Body = new CapturingStream(context.Request.Body, delivery.RequestBody);
        context.Response.Body = new CapturingStream(answer, delivery.AnswerBody);
        CurrentRun.Value = delivery.Run;
        var answered = false;
        try
        {
            await next(context);
            answered = true;
        }
        finally
        {
            CurrentRun.Value = null;
            context.Response.Body = answer;
            delivery.End(answered ? context.Response : null, clock.GetElapsedTime(started));
            deliveries.MarkEnded(delivery);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = static source =>
                string.Equals(source.Name, OnboardingTelemetry.Name, StringComparison.Ordinal),
            // Not "recorded": the console must not decide which traces are exported.
            Sample = static (ref ActivityCreationOptions<ActivityContext> span) =>
                IsWatched(span.Name) ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStarted = Begin,
            ActivityStopped = End,
        };
        ActivitySource.AddActivityListener(_spans);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _spans?.Dispose();

    private static bool IsWatched(string span) =>
        Current is not null
        || DeliverySpans.IsDelivery(span)
        || DeliverySpans.IsRecovery(span)
        || DeliverySpans.IsGiveUp(span);

    private void Begin(Activity span)
    {
        // Recovery alone runs a delivery without a request. The callback runs inside the flow, so the value stays with it.
        if (Current is null && DeliverySpans.IsDelivery(span.OperationName))
        {
            CurrentRun.Value = new WatchedRun(delivery: null, clock.GetUtcNow());
        }

        if (Current is { } run && DeliverySpans.StepOf(span) is null)
        {
            run.Begin(span);
        }
    }

    private void End(Activity span)
    {
        if (Current is { } run)
        {
            End(span, run);
        }
        else if (DeliverySpans.IsGiveUp(span.OperationName))
        {
            _gaveUp = true;
        }
        else if (DeliverySpans.IsRecovery(span.OperationName) && _gaveUp)
        {
            _gaveUp = false;
            _ = FindDeadAsync();
        }
    }

    private void End(Activity span, WatchedRun run)
    {
        if (DeliverySpans.StepOf(span) is { } step)
        {
            if (run.Record(span, step) && run.Delivery is { } changed)
            {
                deliveries.MarkChanged(changed);
            }
        }
        else if (DeliverySpans.IsDelivery(span.OperationName))
        {
            run.End(span.Duration);
            if (run.Delivery is null)
            {
                deliveries.AddRecovery(run);
            }
            else if (run.Delivery.IsAnswered)
            {
                deliveries.MarkEnded(run.Delivery);
            }
        }
    }

    /// <summary>Spans do not say which deliveries recovery gave up, but the ledger does.</summary>
    private async Task FindDeadAsync()
    {
        try
        {
            var ledger = services.GetRequiredService<DeliveryLedger>();
            foreach (var (delivery, key) in deliveries.FindOpen())
            {
                if (
                    (await ledger.ReadAsync(key)).Succeeded(out var rows, out _)
                    && rows.Delivery is { Summary.State: DeliveryState.Dead }
                )
                {
                    delivery.MarkDead();
                    deliveries.MarkChanged(delivery);
                }
            }
        }
#pragma warning disable CA1031 // No one awaits this task.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotFound(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 902,
            Level = LogLevel.Warning,
            Message = "The console cannot find out which deliveries recovery gave up."
        )]
        public static partial void NotFound(ILogger logger, Exception exception);
    }
}
