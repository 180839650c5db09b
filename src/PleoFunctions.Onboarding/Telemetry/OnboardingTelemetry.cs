using System.Diagnostics;

namespace PleoFunctions.Onboarding.Telemetry;

/// <summary>The names of the app's telemetry, and its spans.</summary>
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

    /// <summary>The prefix of the name of a step's span.</summary>
    internal const string StepPrefix = "onboarding.";

    /// <summary>The prefix of the name of the span of an operator's request.</summary>
    internal const string OperationPrefix = "onboarding.deliveries.";

    internal const string DeliverySpan = "onboarding";
    internal const string RecoverySpan = "onboarding.recovery";

    /// <summary>The header with the sender's trace (W3C Trace Context).</summary>
    internal const string TraceParentHeader = "traceparent";

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// Starts a delivery's span, as a child of the host's span or, without one, of the partner's trace (W3C Trace
    /// Context). It starts a span even when no one listens, because answers and logs carry its trace id.
    /// </summary>
    internal static Activity StartDelivery(string? traceParent)
    {
        // A header that is not valid is ignored, and a new trace begins.
        _ = ActivityContext.TryParse(traceParent, null, isRemote: true, out var partners);
        return Start(DeliverySpan, partners);
    }

    /// <summary>Starts the span of a delivery that runs again without a webhook.</summary>
    internal static Activity StartAgain() => Start(DeliverySpan);

    /// <summary>Starts the span of a run of recovery, even when no one listens.</summary>
    internal static Activity StartRecovery() => Start(RecoverySpan);

    /// <summary>Starts the span of an operator's request, even when no one listens.</summary>
    internal static Activity StartOperation(string name) => Start(OperationPrefix + name);

    /// <summary>Starts the span of a step; null when no one listens.</summary>
    internal static Activity? StartStep(string name) => Source.StartActivity(name);

    private static Activity Start(string name, ActivityContext remote = default)
    {
        var parent = IdsOf(Activity.Current?.Context ?? remote);
        if (Source.StartActivity(name, ActivityKind.Internal, parent) is { } sampled)
        {
            return sampled;
        }

        // No one listens, so only the ids are needed.
        var activity = new Activity(name) { IsAllDataRequested = false };
        if (parent != default)
        {
            activity.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
        }

        return activity.Start();
    }

    /// <summary>
    /// The parent's ids without its tracestate and baggage. Both come from the partner, and would otherwise be sent to
    /// Pleo and Azure (W3C Trace Context, Information Exposure).
    /// </summary>
    private static ActivityContext IdsOf(ActivityContext parent) =>
        new(parent.TraceId, parent.SpanId, parent.TraceFlags, traceState: null, parent.IsRemote);
}
