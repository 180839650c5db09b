using System.Diagnostics;

namespace PleoFunctions.Onboarding.Telemetry;

/// <summary>The names under which the job can be watched.</summary>
public static class OnboardingTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string Name = "PleoFunctions.Onboarding";

    private const string TraceParentHeader = "traceparent";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// Begins a delivery's span. There is one even when nobody listens, because answers and logs carry its trace id.
    /// </summary>
    internal static Activity StartDelivery(InboundWebhook webhook)
    {
        if (Source.StartActivity("onboarding", ActivityKind.Internal) is { } watched)
        {
            return watched;
        }

        var activity = new Activity("onboarding");
        if (
            Activity.Current is null
            && ActivityContext.TryParse(webhook.Headers[TraceParentHeader], null, out var parent)
        )
        {
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        }

        return activity.Start();
    }
}
