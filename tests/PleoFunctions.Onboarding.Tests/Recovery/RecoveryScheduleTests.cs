using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Recovery;

namespace PleoFunctions.Onboarding.Tests.Recovery;

public sealed class RecoveryScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, "00:01:00")]
    [InlineData(2, "00:05:00")]
    [InlineData(3, "00:30:00")]
    [InlineData(4, "02:00:00")]
    [InlineData(5, "05:00:00")]
    [InlineData(6, "10:00:00")]
    [InlineData(7, "1.00:00:00")]
    [InlineData(25, "1.00:00:00")]
    public void A_failed_delivery_runs_after_a_pause_that_grows_with_its_attempts(int attempts, string pause) =>
        Schedules
            .Default.NextAttemptAt(Delivery(DeliveryState.Failed, attempts))
            .ShouldBe(Noon + TimeSpan.Parse(pause));

    [Theory]
    [InlineData("Waiting", null, "00:00:00")]
    [InlineData("Failed", "pleo_unavailable", "00:01:00")]
    [InlineData("Failed", "vault_unavailable", "00:01:00")]
    [InlineData("Failed", "internal_error", "00:01:00")]
    [InlineData("Failed", "tenant_not_configured", null)]
    [InlineData("Failed", "pleo_rejected", null)]
    [InlineData("Failed", "company_mismatch", null)]
    [InlineData("Failed", "a_code_of_a_later_version", null)]
    // Not before the settling time is over.
    [InlineData("Unknown", "outcome_unknown", "00:02:00")]
    [InlineData("Unknown", "company_mismatch", "00:02:00")]
    [InlineData("Done", null, "00:02:00")]
    [InlineData("Dead", "pleo_unavailable", null)]
    public void The_next_run_follows_from_the_state_and_the_code(string state, string? code, string? pause) =>
        Schedules
            .Default.NextAttemptAt(Delivery(Enum.Parse<DeliveryState>(state), 1, code))
            .ShouldBe(pause is null ? null : Noon + TimeSpan.Parse(pause));

    [Fact]
    public void A_claim_that_died_runs_after_its_lease() =>
        Schedules
            .Default.NextAttemptAt(Delivery(DeliveryState.InProgress, 1) with { LeaseUntil = Noon.AddSeconds(30) })
            .ShouldBe(Noon.AddSeconds(90));

    [Theory]
    [InlineData("00:00:59", "Wait")]
    [InlineData("00:01:00", "Run")]
    [InlineData("5.00:00:00", "Run")]
    public void A_delivery_runs_from_its_time_on_even_after_the_time_to_give_up(string later, string expected) =>
        Schedules
            .Default.Decide(Delivery(DeliveryState.Failed, 1), Noon + TimeSpan.Parse(later))
            .ToString()
            .ShouldBe(expected);

    [Theory]
    [InlineData("pleo_unavailable", 7, "2.23:59:59", "Wait")]
    [InlineData("pleo_unavailable", 7, "3.00:00:00", "GiveUp")]
    [InlineData("pleo_rejected", 1, "2.23:59:59", "Wait")]
    [InlineData("pleo_rejected", 1, "3.00:00:00", "GiveUp")]
    public void A_delivery_without_another_run_is_given_up_in_time(
        string code,
        int attempts,
        string age,
        string expected
    )
    {
        // Its last attempt was two and a half days after the ledger first saw it.
        var delivery = Delivery(DeliveryState.Failed, attempts, code) with
        {
            ChangedAt = Noon.AddDays(2.5),
        };

        Schedules.Default.Decide(delivery, Noon + TimeSpan.Parse(age)).ToString().ShouldBe(expected);
    }

    [Fact]
    public void A_delivery_that_is_done_or_dead_is_never_given_up()
    {
        var late = Noon.AddDays(100);

        Schedules.Default.Decide(Delivery(DeliveryState.Dead, 1), late).ShouldBe(RecoveryDecision.Wait);
        Schedules.Default.Decide(Delivery(DeliveryState.Done, 1), late).ShouldBe(RecoveryDecision.Run);
    }

    private static DeliverySummary Delivery(DeliveryState state, int attempts, string? code = "pleo_unavailable") =>
        new()
        {
            Key = new DeliveryKey("acme", "northwind", "msg_1"),
            State = state,
            Code = code,
            Attempts = attempts,
            FirstSeenAt = Noon,
            ChangedAt = Noon,
        };
}
