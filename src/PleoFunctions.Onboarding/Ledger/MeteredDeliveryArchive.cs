using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>Counts and traces the operations of an archive.</summary>
internal sealed class MeteredDeliveryArchive(IDeliveryArchive archive, OnboardingMetrics metrics) : IDeliveryArchive
{
    public Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query) =>
        MeterAsync("list", "listed", () => archive.ListAsync(partner, query));

    public Task<Result<DeliveryRecord>> ReadAsync(DeliveryKey key) =>
        MeterAsync("read", "found", () => archive.ReadAsync(key));

    private async Task<Result<T>> MeterAsync<T>(string operation, string success, Func<Task<Result<T>>> run)
        where T : class
    {
        using var step = OnboardingTelemetry.StartStep("onboarding." + operation);
        var outcome = await run();
        var result = outcome.Succeeded(out _, out var problem)
            ? success
            : problem.Code switch
            {
                ProblemCode.UnknownDelivery => "not_found",
                ProblemCode.InvalidQuery => "refused",
                _ => "unavailable",
            };

        metrics.Operated(operation, result);
        step?.SetTag(OnboardingTelemetry.Result, result);
        return outcome;
    }
}
