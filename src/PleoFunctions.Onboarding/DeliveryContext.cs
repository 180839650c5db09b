using System.Diagnostics;

namespace PleoFunctions.Onboarding;

/// <summary>What is known of a delivery while it runs. Only verified values are set here.</summary>
internal sealed class DeliveryContext(Activity activity, long startedAt)
{
    public Activity Activity { get; } = activity;

    /// <summary>A timestamp of the clock, to measure from.</summary>
    public long StartedAt { get; } = startedAt;

    public string? Partner { get; set; }

    public string? DeliveryId { get; set; }

    public string? Tenant { get; set; }

    /// <summary>The id of the trace in logs and answers: 32 hexadecimal digits.</summary>
    public string TraceId => Activity.TraceId.ToHexString();
}
