using System.Diagnostics;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>
/// Watches what goes through the webhook's route, and what operators run again, from outside: the flow knows nothing of
/// it.
/// </summary>
internal sealed class DeliveryWatch(WatchedDeliveries deliveries, TimeProvider clock) : IHostedService, IDisposable
{
    private static readonly AsyncLocal<WatchedDelivery?> UnderWay = new();

    private ActivityListener? _spans;

    /// <summary>The delivery that the running code works for, if any.</summary>
    public static WatchedDelivery? Current => UnderWay.Value;

    /// <summary>Watches a request if it makes a delivery: those are the POSTs whose route names a partner.</summary>
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
        UnderWay.Value = delivery;
        var answered = false;
        try
        {
            await next(context);
            answered = true;
        }
        finally
        {
            UnderWay.Value = null;
            context.Response.Body = answer;
            delivery.End(answered ? context.Response : null, clock.GetElapsedTime(started));
            deliveries.Ended(delivery);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = static source =>
                string.Equals(source.Name, OnboardingTelemetry.Name, StringComparison.Ordinal),
            // Not "recorded": whether a trace is sent away is not for this to say.
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                Current is null ? ActivitySamplingResult.None : ActivitySamplingResult.AllData,
            ActivityStopped = Take,
        };
        ActivitySource.AddActivityListener(_spans);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _spans?.Dispose();

    private void Take(Activity span)
    {
        if (Current is { } delivery && delivery.Take(span))
        {
            deliveries.Changed(delivery);
        }
    }
}
