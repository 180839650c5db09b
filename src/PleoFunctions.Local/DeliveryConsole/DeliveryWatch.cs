using System.Diagnostics;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>
/// Records webhooks and replays for the console. It works from outside, with HTTP middleware and spans, so the flow does
/// not know it.
/// </summary>
internal sealed class DeliveryWatch(WatchedDeliveries deliveries, TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly AsyncLocal<WatchedDelivery?> CurrentDelivery = new();

    private ActivityListener? _spans;

    /// <summary>The delivery that the running code works on, if any.</summary>
    public static WatchedDelivery? Current => CurrentDelivery.Value;

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
        CurrentDelivery.Value = delivery;
        var answered = false;
        try
        {
            await next(context);
            answered = true;
        }
        finally
        {
            CurrentDelivery.Value = null;
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
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                Current is null ? ActivitySamplingResult.None : ActivitySamplingResult.AllData,
            ActivityStopped = Record,
        };
        ActivitySource.AddActivityListener(_spans);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _spans?.Dispose();

    private void Record(Activity span)
    {
        if (Current is { } delivery && delivery.Record(span))
        {
            deliveries.MarkChanged(delivery);
        }
    }
}
