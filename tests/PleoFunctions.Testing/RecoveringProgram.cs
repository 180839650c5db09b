using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Testing.Chaos;

namespace PleoFunctions.Testing;

/// <summary>Local with its console in a process of its own, where recovery runs several times a second.</summary>
internal static class RecoveringProgram
{
    /// <summary>The first argument, which selects this program.</summary>
    public const string Name = "recovering";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts it.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="pauseScale">What multiplies recovery's pauses.</param>
    /// <param name="giveUpAfter">After which time recovery gives a delivery up.</param>
    /// <param name="settings">Settings by their names in the environment.</param>
    public static async Task<ServerProcess> StartAsync(
        Uri address,
        double pauseScale,
        TimeSpan giveUpAfter,
        IEnumerable<KeyValuePair<string, string?>> settings
    )
    {
        var started = await ServerProcess.StartAsync(
            "dotnet",
            [
                typeof(RecoveringProgram).Assembly.Location,
                Name,
                address.AbsoluteUri,
                pauseScale.ToString(CultureInfo.InvariantCulture),
                giveUpAfter.ToString(),
            ],
            settings,
            static line => line.Equals(InstanceProgram.Ready, StringComparison.Ordinal) ? line : null
        );
        return started.Server;
    }

    /// <summary>Runs until the process is killed.</summary>
    /// <param name="arguments">The address, the scale of the pauses, and when to give up.</param>
    public static async Task RunAsync(string[] arguments)
    {
        await using var app = LocalApp.Create(
            arguments[0],
            adapt: services =>
                services.Configure<RecoveryTimings>(timings =>
                {
                    timings.Interval = Interval;
                    timings.PauseScale = double.Parse(arguments[1], CultureInfo.InvariantCulture);
                    timings.GiveUpAfter = TimeSpan.Parse(arguments[2], CultureInfo.InvariantCulture);
                })
        );
        await app.StartAsync();
        await Console.Out.WriteLineAsync(InstanceProgram.Ready);
        await app.WaitForShutdownAsync();
    }
}
