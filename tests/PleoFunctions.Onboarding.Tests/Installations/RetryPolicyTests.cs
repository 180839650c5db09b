using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>The rules of sending once: what Pleo may have received, the next action, and the final answer.</summary>
public sealed class RetryPolicyTests
{
    public static TheoryData<string, string> RowsAfterCreate =>
        new()
        {
            { nameof(PleoReplyKind.Installations), "Unknown, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.Introspected), "Unknown, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.Rejected), "Answered, Stop, PleoRejected" },
            { nameof(PleoReplyKind.Unauthorized), "Answered, RefreshKey, PleoUnauthorized" },
            { nameof(PleoReplyKind.NotFound), "Answered, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.Conflict), "Answered, Update, PleoUnavailable" },
            { nameof(PleoReplyKind.RateLimited), "Answered, Create, PleoRateLimited" },
            { nameof(PleoReplyKind.TurnedAway), "Answered, Create, PleoUnavailable" },
            { nameof(PleoReplyKind.ServerError), "Unknown, Look, PleoUnavailable" },
            { nameof(PleoReplyKind.GatewayError), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.ReplyLost), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.TimedOut), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.NotSent), "NotSent, Create, PleoUnavailable" },
            { nameof(PleoReplyKind.CircuitOpen), "NotSent, Stop, PleoUnavailable" },
            { nameof(PleoReplyKind.Unexpected), "Unknown, Stop, PleoUnexpectedResponse" },
        };

    public static TheoryData<string, string> RowsAfterLook =>
        new()
        {
            { nameof(PleoReplyKind.Installations), "NotSent, Create, PleoUnavailable" },
            { nameof(PleoReplyKind.Introspected), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.Rejected), "Unknown, Stop, OutcomeUnknown" },
            { nameof(PleoReplyKind.Unauthorized), "Unknown, RefreshKey, PleoUnauthorized" },
            { nameof(PleoReplyKind.NotFound), "NotSent, Create, PleoUnavailable" },
            { nameof(PleoReplyKind.Conflict), "Unknown, Stop, OutcomeUnknown" },
            { nameof(PleoReplyKind.RateLimited), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.TurnedAway), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.ServerError), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.GatewayError), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.ReplyLost), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.TimedOut), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.NotSent), "Unknown, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.CircuitOpen), "Unknown, Stop, OutcomeUnknown" },
            { nameof(PleoReplyKind.Unexpected), "Unknown, Stop, OutcomeUnknown" },
        };

    public static TheoryData<string, string> RowsAfterUpdate =>
        new()
        {
            { nameof(PleoReplyKind.Installations), "Unknown, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.Introspected), "Unknown, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.Rejected), "Answered, Stop, PleoRejected" },
            { nameof(PleoReplyKind.Unauthorized), "Answered, RefreshKey, PleoUnauthorized" },
            { nameof(PleoReplyKind.NotFound), "Answered, Create, PleoUnavailable" },
            { nameof(PleoReplyKind.Conflict), "Unknown, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.RateLimited), "Answered, Update, PleoRateLimited" },
            { nameof(PleoReplyKind.TurnedAway), "Answered, Update, PleoUnavailable" },
            { nameof(PleoReplyKind.ServerError), "Unknown, Update, OutcomeUnknown" },
            { nameof(PleoReplyKind.GatewayError), "Unknown, Update, OutcomeUnknown" },
            { nameof(PleoReplyKind.ReplyLost), "Unknown, Update, OutcomeUnknown" },
            { nameof(PleoReplyKind.TimedOut), "Unknown, Update, OutcomeUnknown" },
            { nameof(PleoReplyKind.NotSent), "NotSent, Update, PleoUnavailable" },
            { nameof(PleoReplyKind.CircuitOpen), "NotSent, Stop, PleoUnavailable" },
            { nameof(PleoReplyKind.Unexpected), "Unknown, Stop, PleoUnexpectedResponse" },
        };

    [Theory]
    [MemberData(nameof(RowsAfterCreate))]
    public void Has_a_rule_for_every_result_of_a_POST(string kind, string rule) =>
        Text(RetryPolicy.AfterCreate(ReplyOf(kind), "msg_1")).ShouldBe(rule);

    [Theory]
    [MemberData(nameof(RowsAfterLook))]
    public void Has_a_rule_for_every_result_of_a_GET(string kind, string rule) =>
        Text(RetryPolicy.AfterLook(ReplyOf(kind), Own)).ShouldBe(rule);

    [Theory]
    [MemberData(nameof(RowsAfterLook))]
    public void Trusts_no_absence_while_a_request_may_still_take_effect(string kind, string rule)
    {
        var absent = kind is nameof(PleoReplyKind.Installations) or nameof(PleoReplyKind.NotFound);

        Text(RetryPolicy.AfterLook(ReplyOf(kind), Own with { MayTakeEffect = true }))
            .ShouldBe(absent ? "Unknown, Stop, OutcomeUnknown" : rule);
    }

    [Fact]
    public void Updates_when_a_look_cannot_be_read_and_no_earlier_request_can_take_effect()
    {
        var unreadable = ReplyOf(nameof(PleoReplyKind.Unexpected));

        Text(RetryPolicy.AfterLook(unreadable, Own with { HasSettled = true }))
            .ShouldBe("NotSent, Update, PleoUnexpectedResponse");
        Text(RetryPolicy.AfterLook(unreadable, Own)).ShouldBe("Unknown, Stop, OutcomeUnknown");
    }

    [Theory]
    [MemberData(nameof(RowsAfterUpdate))]
    public void Has_a_rule_for_every_result_of_a_PUT(string kind, string rule) =>
        Text(RetryPolicy.AfterUpdate(ReplyOf(kind))).ShouldBe(rule);

    [Fact]
    public void Finishes_with_an_installation_that_carries_our_mark()
    {
        var reply = new PleoReply(PleoReplyKind.Installations) { Installations = Installations("msg_1") };

        Text(RetryPolicy.AfterCreate(reply, "msg_1")).ShouldStartWith("Answered, Finish, ");
    }

    [Fact]
    public void Updates_an_installation_that_was_there_before()
    {
        var reply = new PleoReply(PleoReplyKind.Installations) { Installations = Installations("msg_0") };

        Text(RetryPolicy.AfterCreate(reply, "msg_1")).ShouldStartWith("Answered, Update, ");
        Text(RetryPolicy.AfterLook(reply, Own)).ShouldStartWith("NotSent, Update, ");
        Text(RetryPolicy.AfterUpdate(reply)).ShouldStartWith("Answered, Finish, ");
    }

    /// <summary>What a look for msg_1 finds when msg_0 had no reply either: by mark, known id, and time.</summary>
    public static TheoryData<string, bool, bool, string> RowsOfFoundInstallations =>
        new()
        {
            { "msg_1", false, false, "Answered, Finish, " },
            { "msg_1", true, true, "Answered, Finish, " },
            { "msg_0 msg_1", true, true, "Answered, Finish, " },
            { "msg_0", false, false, "Answered, Adopt, PleoUnavailable" },
            { "msg_0", true, true, "Answered, Adopt, PleoUnavailable" },
            { "msg_9 msg_0", false, true, "Answered, Adopt, PleoUnavailable" },
            { "msg_9", true, false, "NotSent, Update, PleoUnavailable" },
            { "msg_9", true, true, "NotSent, Update, PleoUnavailable" },
            { "msg_9", false, false, "NotSent, Update, PleoUnavailable" },
            { "msg_9", false, true, "Unknown, Stop, OutcomeUnknown" },
        };

    [Theory]
    [MemberData(nameof(RowsOfFoundInstallations))]
    public void Has_a_rule_for_every_installation_that_a_GET_finds(
        string marks,
        bool isKnown,
        bool mayTakeEffect,
        string rule
    )
    {
        var reply = new PleoReply(PleoReplyKind.Installations) { Installations = Installations(marks.Split(' ')) };
        var lookedFor = new LookedFor(
            "msg_1",
            ["msg_2", "msg_0"],
            isKnown ? SampleInstallation.Id : "another",
            mayTakeEffect
        );

        Text(RetryPolicy.AfterLook(reply, lookedFor)).ShouldStartWith(rule);
    }

    [Fact]
    public void Has_a_row_for_every_kind_of_reply()
    {
        var kinds = Enum.GetNames<PleoReplyKind>().Order(StringComparer.Ordinal).ToArray();

        RowsAfterCreate.Select(row => row.Data.Item1).Order(StringComparer.Ordinal).ShouldBe(kinds);
        RowsAfterLook.Select(row => row.Data.Item1).Order(StringComparer.Ordinal).ShouldBe(kinds);
        RowsAfterUpdate.Select(row => row.Data.Item1).Order(StringComparer.Ordinal).ShouldBe(kinds);
    }

    [Fact]
    public void Waits_a_second_before_the_look_after_a_server_error() =>
        RetryPolicy.PauseAfter(ReplyOf(nameof(PleoReplyKind.ServerError)), 1).ShouldBe(TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(1, 100, 200)]
    [InlineData(2, 200, 400)]
    [InlineData(3, 400, 800)]
    [InlineData(4, 800, 1600)]
    [InlineData(5, 1000, 2000)]
    [InlineData(50, 1000, 2000)]
    [InlineData(5000, 1000, 2000)]
    public void Pauses_longer_each_time_with_jitter_up_to_two_seconds(int attempts, int shortest, int longest)
    {
        var pauses = Enumerable
            .Range(0, 200)
            .Select(_ => RetryPolicy.PauseAfter(ReplyOf(nameof(PleoReplyKind.NotSent)), attempts).TotalMilliseconds)
            .ToArray();

        pauses.Min().ShouldBeGreaterThanOrEqualTo(shortest);
        pauses.Max().ShouldBeLessThanOrEqualTo(longest);
        pauses.Distinct().Count().ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Pauses_as_long_as_Pleo_asks()
    {
        var reply = new PleoReply(PleoReplyKind.RateLimited) { RetryAfter = TimeSpan.FromSeconds(90) };

        RetryPolicy.PauseAfter(reply, 1).ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void Does_not_shorten_a_pause_because_Pleo_asks_for_less()
    {
        var reply = new PleoReply(PleoReplyKind.RateLimited) { RetryAfter = TimeSpan.Zero };

        RetryPolicy.PauseAfter(reply, 5).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData(nameof(PleoReplyKind.Installations))]
    [InlineData(nameof(PleoReplyKind.NotFound))]
    [InlineData(nameof(PleoReplyKind.Conflict))]
    public void Does_not_pause_after_a_reply_that_says_what_there_is(string kind) =>
        RetryPolicy.PauseAfter(ReplyOf(kind), 5).ShouldBe(TimeSpan.Zero);

    /// <summary>A look for msg_1 alone, whose request can no longer take effect.</summary>
    private static LookedFor Own { get; } = new("msg_1", [], InstallationId: null, MayTakeEffect: false);

    private static PleoReply ReplyOf(string kind) => new(Enum.Parse<PleoReplyKind>(kind));

    private static string Text(RetryDecision rule) => $"{rule.Outcome}, {rule.Next}, {rule.Problem}";

    private static IReadOnlyList<Installation> Installations(params string[] deliveryIds) =>
        InstallationsReader
            .Read(
                System.Text.Encoding.UTF8.GetBytes(
                    $"[{string.Join(',', deliveryIds.Select(SampleInstallation.MadeFor))}]"
                )
            )
            .ShouldNotBeNull();
}
