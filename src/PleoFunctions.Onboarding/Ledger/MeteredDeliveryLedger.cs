using System.Diagnostics;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Counts and traces the operations of a ledger.</summary>
internal sealed class MeteredDeliveryLedger(IDeliveryLedger ledger, OnboardingMetrics metrics) : IDeliveryLedger
{
    public async ValueTask<ClaimResult> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.claim");
        var claim = await ledger.ClaimAsync(key, request, lease);
        var result = claim switch
        {
            ClaimResult.Granted { Attempt: 1 } => "granted",
            ClaimResult.Granted => "taken_over",
            ClaimResult.Done => "done",
            ClaimResult.InProgress => "in_progress",
            ClaimResult.Reused => "reused",
            _ => "unavailable",
        };

        metrics.Operated("claim", result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return claim;
    }

    public async ValueTask<RecordResult> CompleteAsync(ClaimResult.Granted claim, ReadOnlyMemory<byte> answer)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.complete");
        return Count("complete", await ledger.CompleteAsync(claim, answer), step);
    }

    public async ValueTask<RecordResult> ReleaseAsync(ClaimResult.Granted claim, ProblemCode code, InDoubt? doubt)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.release");
        return Count("release", await ledger.ReleaseAsync(claim, code, doubt), step);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => ledger.ProbeAsync(cancellationToken);

    private RecordResult Count(string operation, RecordResult recording, Activity? step)
    {
        var result = WireName.Of(recording);

        metrics.Operated(operation, result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return recording;
    }
}
