using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Recovery;

/// <summary>When recovery runs an open delivery, and when it gives up.</summary>
internal sealed class RecoverySchedule(
    IOptions<RecoveryOptions> options,
    IOptions<RecoveryTimings> timings,
    PleoSettings pleo
)
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(24),
    ];

    private const int AgesOfAPause = 4;

    private readonly TimeSpan _giveUpAfter =
        timings.Value.GiveUpAfter ?? DurationAttribute.Parse(options.Value.GiveUpAfter);

    /// <summary>Decides on a delivery.</summary>
    /// <param name="delivery">The delivery, or its entry in the index.</param>
    /// <param name="now">The time.</param>
    public RecoveryDecision Decide(DeliverySummary delivery, DateTimeOffset now)
    {
        if (NextAttemptAt(delivery) is { } next)
        {
            return now >= next ? RecoveryDecision.Run : RecoveryDecision.Wait;
        }

        return delivery.State is not (DeliveryState.Done or DeliveryState.Dead) && IsPastDeadline(delivery, now)
            ? RecoveryDecision.GiveUp
            : RecoveryDecision.Wait;
    }

    /// <summary>When recovery runs the delivery next; null when it does not run again by itself.</summary>
    public DateTimeOffset? NextAttemptAt(DeliverySummary delivery) =>
        TimeAfter(delivery) is { } next && (delivery.State is DeliveryState.Done || next <= DeadlineOf(delivery))
            ? next
            : null;

    /// <summary>A late update was not settled within <c>Recovery__GiveUpAfter</c> after this delivery was done.</summary>
    public bool IsTooLateToSettle(DeliverySummary done, DateTimeOffset now) => now >= done.ChangedAt + _giveUpAfter;

    /// <summary>The delivery was open for longer than <c>Recovery__GiveUpAfter</c>.</summary>
    public bool IsPastDeadline(DeliverySummary delivery, DateTimeOffset now) => now >= DeadlineOf(delivery);

    private DateTimeOffset DeadlineOf(DeliverySummary delivery) => delivery.FirstSeenAt!.Value + _giveUpAfter;

    private DateTimeOffset? TimeAfter(DeliverySummary delivery) =>
        delivery.State switch
        {
            DeliveryState.Waiting => delivery.ChangedAt,
            DeliveryState.InProgress => delivery.LeaseUntil + PauseAfter(delivery.Attempts),
            DeliveryState.Failed when IsRetryable(delivery.Code) => delivery.ChangedAt + PauseAfter(delivery.Attempts),
            // A run before the settling time is over could only look.
            DeliveryState.Unknown => delivery.ChangedAt + Longer(PauseAfter(delivery.Attempts), pleo.SettlingTime),
            // A late update of its customer is settled by a run of a delivery that is done.
            DeliveryState.Done => delivery.ChangedAt + Longer(pleo.SettlingTime, AgeOf(delivery) / AgesOfAPause),
            _ => null,
        };

    /// <summary>The pauses of an entry that is postponed grow with its age.</summary>
    private static TimeSpan AgeOf(DeliverySummary entry) => entry.ChangedAt - entry.FirstSeenAt!.Value;

    private TimeSpan PauseAfter(int attempts) =>
        Pauses[Math.Clamp(attempts, 1, Pauses.Length) - 1] * timings.Value.PauseScale;

    private static bool IsRetryable(string? code) =>
        code is not null && WireName.Read<ProblemCode>(code) is { } known && ProblemCatalog.Of(known).Retryable;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}

/// <summary>What recovery does with an open delivery now.</summary>
internal enum RecoveryDecision
{
    /// <summary>Nothing yet.</summary>
    Wait,

    /// <summary>Run it.</summary>
    Run,

    /// <summary>Give it up: it is dead.</summary>
    GiveUp,
}

/// <summary>Times that the settings do not have, for tests. Code can change them; they are not settings.</summary>
internal sealed class RecoveryTimings
{
    /// <summary>Replaces <c>Recovery__GiveUpAfter</c>; any length.</summary>
    /// <value>Default: null, so the setting counts.</value>
    public TimeSpan? GiveUpAfter { get; set; }

    /// <summary>Multiplies the pauses between two runs of a delivery.</summary>
    /// <value>Default: 1.</value>
    public double PauseScale { get; set; } = 1;

    /// <summary>How long an entry of the index may have no delivery. Its claim may still be on its way.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often recovery runs on a host without a timer trigger.</summary>
    /// <value>Default: 1 minute.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many slices of the deliveries a run goes through.</summary>
    /// <value>Default: 1, so that all are done in about four hours.</value>
    public int SlicesPerRun { get; set; } = 1;
}
