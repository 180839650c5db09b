using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Recovery;

namespace PleoFunctions.Local.Hosting;

/// <summary>Runs recovery every minute, as the timer trigger does in Azure.</summary>
internal sealed class RecoveryTimer(
    IServiceProvider services,
    IHostApplicationLifetime lifetime,
    IOptions<RecoveryTimings> timings,
    TimeProvider clock
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Recovery needs the address of the simulated Pleo, which is known only when the server listens.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        var recovery = services.GetRequiredService<DeliveryRecovery>();
        using var timer = new PeriodicTimer(timings.Value.Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await recovery.RunAsync(stoppingToken);
        }
    }
}
