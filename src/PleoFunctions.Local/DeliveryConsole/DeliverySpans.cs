using System.Diagnostics;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Which spans of the core stand for what.</summary>
internal static class DeliverySpans
{
    private const string GiveUp = OnboardingTelemetry.StepPrefix + "give_up";

    /// <summary>A run of a delivery.</summary>
    public static bool IsDelivery(string name) =>
        name.Equals(OnboardingTelemetry.DeliverySpan, StringComparison.Ordinal);

    /// <summary>A run of recovery, over all that is open.</summary>
    public static bool IsRecovery(string name) =>
        name.Equals(OnboardingTelemetry.RecoverySpan, StringComparison.Ordinal);

    /// <summary>The step in which recovery gives a delivery up.</summary>
    public static bool IsGiveUp(string name) => name.Equals(GiveUp, StringComparison.Ordinal);

    /// <summary>The name of a step; null for a span that contains steps.</summary>
    public static string? StepOf(Activity span) =>
        span.OperationName.StartsWith(OnboardingTelemetry.StepPrefix, StringComparison.Ordinal)
        && !span.OperationName.StartsWith(OnboardingTelemetry.OperationPrefix, StringComparison.Ordinal)
        && !IsRecovery(span.OperationName)
            ? span.OperationName[OnboardingTelemetry.StepPrefix.Length..]
            : null;
}
