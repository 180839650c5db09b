using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Recovery;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// Local in a process of its own, with a lease and a settling time that are shorter than settings allow, and with a clock
/// that is ahead. <see cref="LocalInstance"/> starts it.
/// </summary>
public static class InstanceProgram
{
    /// <summary>What it prints when it takes requests.</summary>
    internal const string Ready = "The instance takes requests.";

    /// <summary>Runs until the process is killed.</summary>
    /// <param name="arguments">The address to listen on, the lease, the settling time, and how far the clock is ahead.</param>
    public static async Task Main(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var times = arguments[1..].Select(text => TimeSpan.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        await using var app = LocalApp.Create(
            arguments[0],
            withConsole: false,
            services =>
                services
                    .AddSingleton<TimeProvider>(new ClockAhead(times[2]))
                    .Configure<PleoTimings>(timings => (timings.Lease, timings.SettlingTime) = (times[0], times[1]))
                    .Configure<RecoveryTimings>(static timings =>
                    {
                        var chaos = new ChaosTimes();
                        timings.Interval = chaos.RecoveryInterval;
                        timings.PauseScale = chaos.RecoveryPauses;
                        timings.OrphanAge = chaos.OrphanAge;
                        timings.SlicesPerRun = 8;
                    })
        );
        using var paths = PathListener.Start();
        await app.StartAsync();
        await Console.Out.WriteLineAsync(Ready);
        await app.WaitForShutdownAsync();
    }

    private sealed class ClockAhead(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
