using System.Diagnostics;

namespace PleoFunctions.Onboarding;

/// <summary>What is known of a delivery while it runs. Nothing is entered here before it has been verified.</summary>
internal sealed class DeliveryContext(Activity activity, long startedAt)
{
    public Activity Activity { get; } = activity;

    /// <summary>On the clock's own scale, to measure from.</summary>
    public long StartedAt { get; } = startedAt;

    public string? Partner { get; set; }

    public string? DeliveryId { get; set; }

    public string? Tenant { get; set; }

    /// <summary>Under which logs and traces tell more; 32 hexadecimal digits.</summary>
    public string TraceId => Activity.TraceId.ToHexString();
}
