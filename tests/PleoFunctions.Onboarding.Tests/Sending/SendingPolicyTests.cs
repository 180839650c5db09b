using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Tests.Sending;

/// <summary>The rules of sending once, row by row: what Pleo can have had, what comes next, and what to answer in the end.</summary>
public sealed class SendingPolicyTests
{
    public static TheoryData<string, string> RowsAfterSending =>
        new()
        {
            { nameof(PleoReplyKind.Installations), "MaybeSent, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.Rejected), "Answered, Stop, PleoRejected" },
            { nameof(PleoReplyKind.Unauthorized), "Answered, FreshKey, PleoUnauthorized" },
            { nameof(PleoReplyKind.NotFound), "Answered, Stop, PleoUnexpectedResponse" },
            { nameof(PleoReplyKind.RateLimited), "Answered, Send, PleoRateLimited" },
            { nameof(PleoReplyKind.TurnedAway), "Answered, Send, PleoUnavailable" },
            { nameof(PleoReplyKind.ServerError), "MaybeSent, Look, PleoUnavailable" },
            { nameof(PleoReplyKind.GatewayError), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.ReplyLost), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.TimedOut), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.NotSent), "NotSent, Send, PleoUnavailable" },
            { nameof(PleoReplyKind.CircuitOpen), "NotSent, Stop, PleoUnavailable" },
            { nameof(PleoReplyKind.Unexpected), "MaybeSent, Stop, PleoUnexpectedResponse" },
        };

    public static TheoryData<string, string> RowsAfterLooking =>
        new()
        {
            { nameof(PleoReplyKind.Installations), "NotSent, Send, PleoUnavailable" },
            { nameof(PleoReplyKind.Rejected), "MaybeSent, Stop, OutcomeUnknown" },
            { nameof(PleoReplyKind.Unauthorized), "MaybeSent, FreshKey, PleoUnauthorized" },
            { nameof(PleoReplyKind.NotFound), "NotSent, Send, PleoUnavailable" },
            { nameof(PleoReplyKind.RateLimited), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.TurnedAway), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.ServerError), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.GatewayError), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.ReplyLost), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.TimedOut), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.NotSent), "MaybeSent, Look, OutcomeUnknown" },
            { nameof(PleoReplyKind.CircuitOpen), "MaybeSent, Stop, OutcomeUnknown" },
            { nameof(PleoReplyKind.Unexpected), "MaybeSent, Stop, OutcomeUnknown" },
        };

    [Theory]
    [MemberData(nameof(RowsAfterSending))]
    public void Has_a_rule_for_every_end_of_a_POST(string kind, string rule) =>
        Text(SendingPolicy.AfterSending(ReplyOf(kind))).ShouldBe(rule);

    [Theory]
    [MemberData(nameof(RowsAfterLooking))]
    public void Has_a_rule_for_every_end_of_a_GET(string kind, string rule) =>
        Text(SendingPolicy.AfterLooking(ReplyOf(kind), "msg_1", stillAtWork: false)).ShouldBe(rule);

    [Theory]
    [MemberData(nameof(RowsAfterLooking))]
    public void Believes_no_absence_while_a_request_may_still_be_at_work(string kind, string rule)
    {
        var absent = kind is nameof(PleoReplyKind.Installations) or nameof(PleoReplyKind.NotFound);

        Text(SendingPolicy.AfterLooking(ReplyOf(kind), "msg_1", stillAtWork: true))
            .ShouldBe(absent ? "MaybeSent, Stop, OutcomeUnknown" : rule);
    }

    [Fact]
    public void Finishes_with_an_installation_that_came_back()
    {
        var reply = new PleoReply(PleoReplyKind.Installations) { Installations = Installations("msg_0") };

        var rule = SendingPolicy.AfterSending(reply);

        rule.Next.ShouldBe(Next.Finish);
        rule.Receipt.ShouldBe(Receipt.Answered);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Finishes_with_an_installation_that_was_found_and_is_ours(bool stillAtWork)
    {
        var reply = new PleoReply(PleoReplyKind.Installations) { Installations = Installations("msg_0", "msg_1") };

        var rule = SendingPolicy.AfterLooking(reply, "msg_1", stillAtWork);

        rule.Next.ShouldBe(Next.Finish);
        rule.Receipt.ShouldBe(Receipt.Answered);
    }

    [Fact]
    public void Leaves_no_kind_of_reply_without_a_row()
    {
        var kinds = Enum.GetNames<PleoReplyKind>().Order(StringComparer.Ordinal).ToArray();

        RowsAfterSending.Select(row => row.Data.Item1).Order(StringComparer.Ordinal).ShouldBe(kinds);
        RowsAfterLooking.Select(row => row.Data.Item1).Order(StringComparer.Ordinal).ShouldBe(kinds);
    }

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
            .Select(_ => SendingPolicy.PauseAfter(ReplyOf(nameof(PleoReplyKind.NotSent)), attempts).TotalMilliseconds)
            .ToArray();

        pauses.Min().ShouldBeGreaterThanOrEqualTo(shortest);
        pauses.Max().ShouldBeLessThanOrEqualTo(longest);
        pauses.Distinct().Count().ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Pauses_as_long_as_Pleo_asks()
    {
        var reply = new PleoReply(PleoReplyKind.RateLimited) { RetryAfter = TimeSpan.FromSeconds(90) };

        SendingPolicy.PauseAfter(reply, 1).ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Fact]
    public void Pauses_no_shorter_because_Pleo_asks_for_less()
    {
        var reply = new PleoReply(PleoReplyKind.RateLimited) { RetryAfter = TimeSpan.Zero };

        SendingPolicy.PauseAfter(reply, 5).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    private static PleoReply ReplyOf(string kind) => new(Enum.Parse<PleoReplyKind>(kind));

    private static string Text(SendingRule rule) => $"{rule.Receipt}, {rule.Next}, {rule.Problem}";

    private static IReadOnlyList<Installation> Installations(params string[] deliveryIds) =>
        InstallationsReader
            .Read(
                System.Text.Encoding.UTF8.GetBytes(
                    $"[{string.Join(',', deliveryIds.Select(Scenarios.InstallationJson.MadeFor))}]"
                )
            )
            .ShouldNotBeNull();
}
