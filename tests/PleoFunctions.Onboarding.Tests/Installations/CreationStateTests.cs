using System.Text;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>How far one run has come: its next call, and what it knows of the customer.</summary>
public sealed class CreationStateTests
{
    private const string Known = SampleInstallation.Id;

    private static readonly DateTimeOffset ClaimedAt = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = ClaimedAt.AddSeconds(3);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private static readonly CustomerRecord New = new() { Key = new CustomerKey("acme", "northwind") };
    private static readonly CustomerRecord Installed = New with { InstallationId = Known };

    [Fact]
    public void Begins_with_what_the_customer_needs()
    {
        Begin(New).Call.ShouldBe(InstallationCall.Create);
        Begin(Installed).Call.ShouldBe(InstallationCall.Update);
        Begin(InDoubt(New, "msg_0")).Call.ShouldBe(InstallationCall.Look);
        Begin(InDoubt(Installed, "msg_0")).Call.ShouldBe(InstallationCall.Look);
    }

    [Theory]
    [InlineData("msg_1", true)]
    [InlineData("msg_0", false)]
    public void Is_unknown_from_the_beginning_only_in_doubt_of_its_own_delivery(string deliveryId, bool isUnknown) =>
        Begin(InDoubt(New, deliveryId)).IsUnknown.ShouldBe(isUnknown);

    [Theory]
    [InlineData("RateLimited", true)]
    [InlineData("NotSent", true)]
    [InlineData("Unauthorized", true)]
    [InlineData("Rejected", false)]
    [InlineData("NotFound", false)]
    [InlineData("Installations msg_1", false)]
    public void Stays_unknown_until_a_reply_shows_what_an_update_did(string reply, bool isUnknown)
    {
        var state = Begin(Installed);
        state.Next(ReplyOf("TimedOut"), Now);

        state.Next(ReplyOf(reply), Now);

        state.IsUnknown.ShouldBe(isUnknown);
    }

    /// <summary>The first call, its reply, what follows, whether Pleo may have done it, and the customer's doubts.</summary>
    public static TheoryData<string, string, string, bool, string> Steps =>
        new()
        {
            { "Create", "Installations msg_1", "Finish", false, "known" },
            { "Create", "Installations msg_9", "Update", false, "known" },
            { "Create", "Conflict", "Update", false, "" },
            { "Create", "Rejected", "Stop", false, "" },
            { "Create", "RateLimited", "Create", false, "" },
            { "Create", "NotSent", "Create", false, "" },
            { "Create", "ServerError", "Look", true, "create" },
            { "Create", "TimedOut", "Look", true, "create" },
            { "Create", "Unexpected", "Stop", true, "create" },
            { "Update", "Installations msg_1", "Finish", false, "known" },
            { "Update", "Installations msg_9", "Finish", false, "known" },
            { "Update", "NotFound", "Create", false, "" },
            { "Update", "Rejected", "Stop", false, "known" },
            { "Update", "TurnedAway", "Update", false, "known" },
            { "Update", "ServerError", "Update", true, "known" },
            { "Update", "ReplyLost", "Update", true, "known update" },
            { "Update", "TimedOut", "Update", true, "known update" },
            { "Update", "GatewayError", "Update", true, "known update" },
        };

    [Theory]
    [MemberData(nameof(Steps))]
    public void Learns_from_the_reply_to_a_request(string call, string reply, string next, bool isUnknown, string facts)
    {
        var state = Begin(call is "Create" ? New : Installed);

        var decision = state.Next(ReplyOf(reply), Now);

        decision.Next.ToString().ShouldBe(next);
        state.IsUnknown.ShouldBe(isUnknown);
        Text(state.Facts).ShouldBe(facts);
        (state.Facts.CreateDoubt?.Since ?? Now).ShouldBe(Now);
        (state.Facts.LateUpdateSince ?? Now).ShouldBe(Now);
        (state.Facts.CreateDoubt?.DeliveryIds ?? ["msg_1"]).ShouldBe(["msg_1"]);
        state.Calls.ShouldBe(1);
    }

    /// <summary>Whether the doubt is older than the settling time, the reply to the look, and the same as above.</summary>
    public static TheoryData<bool, string, string, bool, string> Looks =>
        new()
        {
            { false, "Installations msg_1", "Finish", false, "known" },
            { false, "Installations msg_0", "Adopt", false, "known" },
            { false, "Installations msg_9", "Stop", true, "create" },
            { false, "NotFound", "Stop", true, "create" },
            { false, "Installations", "Stop", true, "create" },
            { false, "ServerError", "Look", true, "create" },
            { false, "Unexpected", "Stop", true, "create" },
            { true, "Installations msg_1", "Finish", false, "known" },
            { true, "Installations msg_0", "Adopt", false, "known" },
            { true, "Installations msg_9", "Update", false, "known" },
            { true, "NotFound", "Create", false, "" },
            { true, "Installations", "Create", false, "" },
            { true, "ServerError", "Look", true, "create" },
        };

    [Theory]
    [MemberData(nameof(Looks))]
    public void Learns_from_a_look(bool isSettled, string reply, string next, bool isUnknown, string facts)
    {
        var since = isSettled ? ClaimedAt - Settling : ClaimedAt - Settling + TimeSpan.FromTicks(1);
        var state = Begin(New with { CreateDoubt = new CreateDoubt(["msg_0", "msg_1"], since) });

        var decision = state.Next(ReplyOf(reply), Now);

        decision.Next.ToString().ShouldBe(next);
        state.IsUnknown.ShouldBe(isUnknown);
        Text(state.Facts).ShouldBe(facts);
        (state.Facts.CreateDoubt?.Since ?? since).ShouldBe(since, "a look does not make a doubt younger");
    }

    [Fact]
    public void Updates_at_once_when_a_look_finds_the_known_installation()
    {
        var state = Begin(InDoubt(Installed, "msg_1"));

        var decision = state.Next(ReplyOf("Installations msg_9"), Now);

        decision.Next.ShouldBe(NextAction.Update);
        state.Call.ShouldBe(InstallationCall.Update);
        Text(state.Facts).ShouldBe("known");
    }

    [Fact]
    public void Forgets_an_installation_that_a_look_does_not_find_any_more()
    {
        var state = Begin(Installed with { CreateDoubt = new CreateDoubt(["msg_1"], ClaimedAt - Settling) });

        state.Next(ReplyOf("NotFound"), Now).Next.ShouldBe(NextAction.Create);

        state.Facts.InstallationId.ShouldBeNull();
    }

    [Fact]
    public void Trusts_no_absence_after_a_request_of_its_own_that_may_take_effect()
    {
        var state = Begin(New);

        state.Next(ReplyOf("TimedOut"), Now).Next.ShouldBe(NextAction.Look);
        var decision = state.Next(ReplyOf("NotFound"), Now);

        decision.Next.ShouldBe(NextAction.Stop);
        decision.Problem.ShouldBe(ProblemCode.OutcomeUnknown);
        Text(state.Facts).ShouldBe("create");
    }

    [Fact]
    public void Sends_again_after_a_server_error_and_an_absence()
    {
        var state = Begin(New);

        state.Next(ReplyOf("ServerError"), Now);
        var decision = state.Next(ReplyOf("NotFound"), Now);

        decision.Next.ShouldBe(NextAction.Create);
        state.IsUnknown.ShouldBeFalse();
        Text(state.Facts).ShouldBeEmpty();
    }

    [Fact]
    public void The_doubt_is_the_answer_when_no_time_is_left_to_look()
    {
        var state = Begin(New);

        state.Next(ReplyOf("ServerError"), Now).Problem.ShouldBe(ProblemCode.OutcomeUnknown);
    }

    [Fact]
    public void Sends_three_requests_at_most_and_looks_as_often_as_it_must()
    {
        var state = Begin(New);

        state.Next(ReplyOf("ServerError"), Now).Next.ShouldBe(NextAction.Look);
        state.Next(ReplyOf("ServerError"), Now).Next.ShouldBe(NextAction.Look);
        state.Next(ReplyOf("Installations msg_9"), Now).Next.ShouldBe(NextAction.Update);
        state.Next(ReplyOf("NotFound"), Now).Next.ShouldBe(NextAction.Create);
        var last = state.Next(ReplyOf("RateLimited"), Now);

        last.Next.ShouldBe(NextAction.Stop);
        last.Problem.ShouldBe(ProblemCode.PleoRateLimited);
        state.Calls.ShouldBe(5);
    }

    [Fact]
    public void Reads_a_refused_key_again_once()
    {
        var state = Begin(Installed);

        state.Next(ReplyOf("Unauthorized"), Now).Next.ShouldBe(NextAction.RefreshKey);
        state.Call.ShouldBe(InstallationCall.Update);
        var second = state.Next(ReplyOf("Unauthorized"), Now);

        second.Next.ShouldBe(NextAction.Stop);
        second.Problem.ShouldBe(ProblemCode.PleoUnauthorized);
    }

    [Fact]
    public void Goes_on_with_an_update_after_it_has_finished_another_delivery()
    {
        var state = Begin(InDoubt(New, "msg_0"));
        state.Next(ReplyOf("Installations msg_0"), Now).Next.ShouldBe(NextAction.Adopt);
        var recorded = state.Facts with { Version = "recorded" };

        state.Adopted(recorded);

        state.Call.ShouldBe(InstallationCall.Update);
        state.Facts.ShouldBeSameAs(recorded);
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(119, false)]
    public void An_update_settles_a_late_one_that_can_no_longer_take_effect(int secondsAgo, bool isSettled)
    {
        var state = Begin(Installed with { LateUpdateSince = ClaimedAt.AddSeconds(-secondsAgo) });
        state.Next(ReplyOf("Installations msg_1"), Now);

        var facts = state.Applied(Delivery);

        facts.LateUpdateSince.HasValue.ShouldBe(!isSettled);
        facts.Applied.ShouldBe(new AppliedEvent("msg_1", new EventOrder(ClaimedAt, 1)));
    }

    [Fact]
    public void An_update_of_its_own_that_got_no_reply_is_a_new_late_one()
    {
        var state = Begin(Installed with { LateUpdateSince = ClaimedAt - Settling });
        state.Next(ReplyOf("TimedOut"), Now);
        state.Next(ReplyOf("Installations msg_1"), Now.AddSeconds(1));

        state.Applied(Delivery).LateUpdateSince.ShouldBe(Now);
    }

    private static DeliveryRecord Delivery { get; } =
        new()
        {
            Summary = new DeliverySummary
            {
                Key = new DeliveryKey(New.Key, "msg_1"),
                State = DeliveryState.InProgress,
                FirstSeenAt = ClaimedAt,
            },
            BodyHash = default,
            Number = 1,
        };

    private static CreationState Begin(CustomerRecord customer) =>
        CreationState.Begin(
            new ClaimResult.Granted
            {
                Customer = customer,
                Delivery = Delivery,
                ClaimedAt = ClaimedAt,
            },
            Settling
        );

    private static CustomerRecord InDoubt(CustomerRecord customer, string deliveryId) =>
        customer with
        {
            CreateDoubt = new CreateDoubt([deliveryId], ClaimedAt),
        };

    /// <summary>A reply by its kind, and the marks of the installations in it.</summary>
    private static PleoReply ReplyOf(string text)
    {
        var parts = text.Split(' ');
        var found = string.Join(',', parts[1..].Select(SampleInstallation.MadeFor));
        return new PleoReply(Enum.Parse<PleoReplyKind>(parts[0]))
        {
            Installations = InstallationsReader.Read(Encoding.UTF8.GetBytes($"[{found}]"))!,
        };
    }

    /// <summary>Whether an installation is known, and which doubts there are.</summary>
    private static string Text(CustomerRecord facts)
    {
        string?[] words =
        [
            facts.InstallationId is null ? null : "known",
            facts.CreateDoubt is null ? null : "create",
            facts.LateUpdateSince is null ? null : "update",
        ];
        return string.Join(' ', words.OfType<string>());
    }
}
