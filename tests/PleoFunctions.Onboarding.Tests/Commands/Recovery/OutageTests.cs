using PleoFunctions.Local.Commands;
using PleoFunctions.Local.Commands.Recovery;

namespace PleoFunctions.Onboarding.Tests.Commands.Recovery;

public sealed class OutageTests
{
    private static readonly ReplayResult Down = Refused("pleo_unavailable", 503, TimeSpan.FromSeconds(30));

    [Fact]
    public void Two_failures_may_be_those_of_two_customers()
    {
        var outage = After(Down, Down);

        outage.IsDown.ShouldBeFalse();
        outage.Pause.ShouldBeNull();
    }

    [Fact]
    public void The_third_in_a_row_pauses_for_as_long_as_the_app_asks()
    {
        var outage = After(Down, Down, Down);

        outage.IsDown.ShouldBeTrue();
        outage.IsTooLong.ShouldBeFalse();
        outage.Pause.ShouldBe((TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(150)));
    }

    [Theory]
    [InlineData("outcome_unknown")]
    [InlineData("pleo_unavailable")]
    public void Without_a_time_that_holds_for_all_customers_it_pauses_shortly(string code)
    {
        var result = Refused(code, 503, code is "outcome_unknown" ? TimeSpan.FromMinutes(2) : null);

        var outage = After(result, result, result);

        outage.Pause.ShouldBe((TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(125)));
    }

    [Fact]
    public void What_ran_before_the_pause_began_does_not_count()
    {
        var paused = After(Down, Down, Down);

        paused.Next(Down, TimeSpan.FromSeconds(119), TimeSpan.FromSeconds(121)).ShouldBe(paused);
    }

    [Fact]
    public void Twenty_in_a_row_are_too_many()
    {
        After([.. Enumerable.Repeat(Down, 19)]).IsTooLong.ShouldBeFalse();
        After([.. Enumerable.Repeat(Down, 20)]).IsTooLong.ShouldBeTrue();
    }

    [Fact]
    public void A_result_or_Pleo_s_own_refusal_ends_it()
    {
        After(Down, Down, Down, new ReplayResult("created", ReplayKind.Done)).ShouldBe(Outage.None);
        After(Down, Down, Down, Refused("pleo_rejected", 422)).ShouldBe(Outage.None);
    }

    [Fact]
    public void A_problem_that_was_found_before_Pleo_was_asked_says_nothing()
    {
        After(Down, Down, Refused("tenant_not_configured", 422), Down).IsDown.ShouldBeTrue();
    }

    [Theory]
    [InlineData("unknown_delivery", 404, ReplayKind.Gone)]
    [InlineData("delivery_erased", 410, ReplayKind.Gone)]
    [InlineData("tenant_not_configured", 422, ReplayKind.Refused)]
    [InlineData("customer_busy", 409, ReplayKind.Refused)]
    [InlineData("internal_error", 500, ReplayKind.Refused)]
    [InlineData("pleo_unauthorized", 502, ReplayKind.RefusedByPleo)]
    [InlineData("not_allowed", 403, ReplayKind.Unusable)]
    [InlineData("pleo_rate_limited", 503, ReplayKind.Outage)]
    [InlineData("vault_unavailable", 503, ReplayKind.Outage)]
    [InlineData("ledger_unavailable", 503, ReplayKind.Outage)]
    [InlineData("a_code_of_a_later_version", 503, ReplayKind.Outage)]
    internal void Each_problem_has_a_meaning_for_the_run(string code, int status, ReplayKind kind) =>
        Refused(code, status).Kind.ShouldBe(kind);

    private static ReplayResult Refused(string code, int status, TimeSpan? retryAfter = null) =>
        ReplayResult.Of(
            new RefusedException("It failed.")
            {
                Code = code,
                Status = status,
                RetryAfter = retryAfter,
            }
        );

    /// <summary>The state after results of which each began and ended at minute 2.</summary>
    private static Outage After(params ReplayResult[] results) =>
        results.Aggregate(
            Outage.None,
            (outage, result) => outage.Next(result, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2))
        );
}
