using System.Diagnostics;

namespace PleoFunctions.Onboarding;

/// <summary>What is known of a delivery while it runs. Only verified values are set here.</summary>
/// <param name="reason">Why it runs.</param>
/// <param name="activity">Its span, which ends with it.</param>
/// <param name="underWay">Its entry in the drain, which ends with it.</param>
/// <param name="startedAt">A timestamp of the clock, to measure from.</param>
internal sealed class DeliveryContext(RunReason reason, Activity activity, IDisposable underWay, long startedAt)
    : IDisposable
{
    public RunReason Reason { get; } = reason;

    public Activity Activity { get; } = activity;

    public long StartedAt { get; } = startedAt;

    public string? Partner { get; set; }

    public string? DeliveryId { get; set; }

    public string? Tenant { get; set; }

    /// <summary>The id of the trace in logs and answers: 32 hexadecimal digits.</summary>
    public string TraceId { get; } = activity.TraceId.ToHexString();

    /// <summary>Completed when the ledger has the delivery; null where the answer does not depend on it.</summary>
    public TaskCompletionSource? Recorded { get; init; }

    /// <summary>The webhook was answered 202, and the run goes on.</summary>
    public bool IsAccepted { get; set; }

    public void Dispose()
    {
        Activity.Dispose();
        underWay.Dispose();
    }
}

/// <summary>Why a delivery runs.</summary>
internal enum RunReason
{
    /// <summary>The partner sent its webhook.</summary>
    Webhook,

    /// <summary>An operator asked for it.</summary>
    Replay,

    /// <summary>It was left open.</summary>
    Recovery,
}
