using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Recovery;

namespace PleoFunctions.Onboarding.Tests.Recovery;

/// <summary>Schedules of recovery for tests.</summary>
internal static class Schedules
{
    /// <summary>The schedule with all settings at their defaults.</summary>
    public static RecoverySchedule Default { get; } = With(new RecoveryTimings());

    public static RecoverySchedule With(RecoveryTimings timings) =>
        new(
            Options.Create(new RecoveryOptions()),
            Options.Create(timings),
            new PleoSettings(Options.Create(new PleoOptions()), Options.Create(new PleoTimings()))
        );
}
