using System.Diagnostics;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>A ledger whose operations are counted and traced.</summary>
internal sealed class MeteredDeliveryLedger(IDeliveryLedger ledger, OnboardingMetrics metrics) : IDeliveryLedger
{
    public async ValueTask<Claim> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.claim");
        var claim = await ledger.ClaimAsync(key, request, lease);
        var result = claim switch
        {
            Claim.Granted { Attempt: 1 } => "granted",
            Claim.Granted => "taken_over",
            Claim.Done => "done",
            Claim.InProgress => "in_progress",
            Claim.Reused => "reused",
            _ => "unavailable",
        };

        metrics.Operated("claim", result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return claim;
    }

    public async ValueTask<Recording> CompleteAsync(Claim.Granted claim, ReadOnlyMemory<byte> answer)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.complete");
        return Count("complete", await ledger.CompleteAsync(claim, answer), step);
    }

    public async ValueTask<Recording> ReleaseAsync(Claim.Granted claim, ProblemCode code, Doubt doubt)
    {
        using var step = OnboardingTelemetry.StartStep("onboarding.release");
        return Count("release", await ledger.ReleaseAsync(claim, code, doubt), step);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => ledger.ProbeAsync(cancellationToken);

    private Recording Count(string operation, Recording recording, Activity? step)
    {
        var result = recording switch
        {
            Recording.Recorded => "recorded",
            Recording.Overtaken => "overtaken",
            _ => "unavailable",
        };

        metrics.Operated(operation, result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return recording;
    }
}
