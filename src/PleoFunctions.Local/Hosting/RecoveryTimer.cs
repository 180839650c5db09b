using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Recovery;

namespace PleoFunctions.Local.Hosting;

/// <summary>Runs recovery every minute, as the timer trigger does in Azure.</summary>
internal sealed class RecoveryTimer(IServiceProvider services, IOptions<RecoveryTimings> timings, TimeProvider clock)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(timings.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Not in the constructor: the address of the simulated Pleo is known when the server listens.
            await services.GetRequiredService<DeliveryRecovery>().RunAsync(stoppingToken);
        }
    }
}
