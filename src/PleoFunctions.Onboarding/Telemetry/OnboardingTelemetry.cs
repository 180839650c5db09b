using System.Diagnostics;

namespace PleoFunctions.Onboarding.Telemetry;

/// <summary>The names under which the job can be watched, and its spans.</summary>
public static class OnboardingTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "PleoFunctions.Onboarding";

    internal const string Partner = "onboarding.partner";
    internal const string Tenant = "onboarding.tenant";
    internal const string DeliveryId = "onboarding.delivery_id";
    internal const string Outcome = "onboarding.outcome";
    internal const string Attempt = "onboarding.attempt";
    internal const string Result = "onboarding.result";

    /// <summary>What the name of a step's span begins with.</summary>
    internal const string StepPrefix = "onboarding.";

    /// <summary>What the name of an operator's span begins with.</summary>
    internal const string OperationPrefix = "onboarding.deliveries.";

    private const string DeliverySpan = "onboarding";

    /// <summary>The header with the sender's trace (W3C Trace Context).</summary>
    internal const string TraceParentHeader = "traceparent";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// Begins a delivery's span, as a child of whatever the host has begun or, failing that, of the partner's own trace
    /// (W3C Trace Context). There is one even when nobody listens, because answers and logs carry its trace id.
    /// </summary>
    internal static Activity StartDelivery(string? traceParent)
    {
        // A header that has no valid form is passed over, and a new trace begins.
        _ = ActivityContext.TryParse(traceParent, null, isRemote: true, out var partners);
        return Start(DeliverySpan, partners);
    }

    /// <summary>Begins the span of a delivery that an operator runs again.</summary>
    internal static Activity StartReplay() => Start(DeliverySpan);

    /// <summary>Begins the span of what an operator asks for; there is always one, as for a delivery.</summary>
    internal static Activity StartOperation(string name) => Start(OperationPrefix + name);

    /// <summary>Begins the span of a step; null when nobody listens.</summary>
    internal static Activity? StartStep(string name) => Source.StartActivity(name);

    private static Activity Start(string name, ActivityContext remote = default)
    {
        var parent = IdsOf(Activity.Current?.Context ?? remote);
        if (Source.StartActivity(name, ActivityKind.Internal, parent) is { } watched)
        {
            return watched;
        }

        // Nobody will look at more of it than its ids.
        var activity = new Activity(name) { IsAllDataRequested = false };
        if (parent != default)
        {
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        }

        return activity.Start();
    }

    /// <summary>
    /// A parent without its tracestate, and by its ids alone so that its baggage stays behind as well: the host has both
    /// from the partner, and Pleo and Azure would be sent them (W3C Trace Context, Information Exposure).
    /// </summary>
    private static ActivityContext IdsOf(ActivityContext parent) =>
        new(parent.TraceId, parent.SpanId, parent.TraceFlags, traceState: null, parent.IsRemote);
}
