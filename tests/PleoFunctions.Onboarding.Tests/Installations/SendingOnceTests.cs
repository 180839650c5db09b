using System.Globalization;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>A customer gets one installation, even when requests or replies are lost.</summary>
public sealed class SendingOnceTests : OnboardingScenario
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMinutes(2);

    /// <summary>A request may have left up to a second later than the ledger's clock shows.</summary>
    private static readonly TimeSpan ClockPrecision = TimeSpan.FromSeconds(1);

    private static Reply MadeForUs { get; } = Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString());

    private static Reply MadeForAnother { get; } = Reply.Ok(SampleInstallation.MadeFor("msg_0").ToString());

    [Fact]
    public async Task Sends_again_after_a_refused_connection()
    {
        // Pleo does not listen before the first pause.
        Pleo.OnPost(Reply.Created);
        var listening = false;
        Clock.LetPausesPass(_ =>
        {
            if (!listening)
            {
                listening = true;
                Pleo.Listen();
            }
        });

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Pleo.Posts.ShouldBe(1);
        Clock
            .Pauses.ShouldHaveSingleItem()
            .ShouldBeInRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Gives_up_after_three_refused_connections_and_retries_without_looking()
    {
        Clock.LetPausesPass();

        var first = await SendAsync(new Webhook());
        Pleo.OnPost(Reply.Created).Listen();
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "pleo_unavailable");
        Clock.Pauses.Count.ShouldBe(2);
        second.ShouldBeInstalled("created");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Sends_again_after_the_seconds_that_Pleo_asks_for(int status)
    {
        Pleo.OnPost(Reply.Status(status, ("Retry-After", "7"))).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Clock.Pauses.ShouldBe([TimeSpan.FromSeconds(7)]);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Sends_again_at_the_time_that_Pleo_asks_for(int status)
    {
        var time = TestClock.Beginning.AddSeconds(7).ToString("R", CultureInfo.InvariantCulture);
        Pleo.OnPost(Reply.Status(status, ("Retry-After", time))).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Clock.Pauses.ShouldBe([TimeSpan.FromSeconds(7)]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("Mon, 23 Nov 2026 09:00:00 GMT")]
    public async Task Pauses_by_default_when_the_time_that_Pleo_asks_for_has_passed(string retryAfter)
    {
        Pleo.OnPost(Reply.Status(429, ("Retry-After", retryAfter))).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Clock
            .Pauses.ShouldHaveSingleItem()
            .ShouldBeInRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task Does_not_look_faster_when_Pleo_asks_for_no_pause()
    {
        Set("Pleo:TotalTimeout", "00:00:25");
        Set("Pleo:AttemptTimeout", "00:00:01");
        Pleo.OnPost(Reply.Status(500));
        for (var look = 0; look < 8; look++)
        {
            Pleo.OnGet(Reply.Status(429, ("Retry-After", "0")));
        }

        Pleo.OnGet(MadeForUs).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("reconciled");
        Clock.Pauses.Count.ShouldBe(9);
        Clock.Pauses.Skip(4).ShouldAllBe(pause => pause >= TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Pauses_by_default_after_a_429_without_a_time()
    {
        Pleo.OnPost(Reply.Status(429))
            .OnPost(Reply.Status(429, ("Retry-After", "soon")))
            .OnPost(Reply.Created)
            .Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Clock.Pauses[0].ShouldBeInRange(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200));
        Clock.Pauses[1].ShouldBeInRange(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400));
    }

    [Theory]
    [InlineData(429, "12", "pleo_rate_limited")]
    [InlineData(429, "3600", "pleo_rate_limited")]
    [InlineData(503, "12", "pleo_unavailable")]
    [InlineData(503, "3600", "pleo_unavailable")]
    public async Task Passes_on_a_wait_that_is_longer_than_a_delivery(int status, string retryAfter, string code)
    {
        Pleo.OnPost(Reply.Status(status, ("Retry-After", retryAfter))).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, code);
        answer.Header("Retry-After").ShouldBe(retryAfter);
    }

    [Fact]
    public async Task Sends_at_most_three_times()
    {
        var limited = Reply.Status(429, ("Retry-After", "1"));
        Pleo.OnPost(limited).OnPost(limited).OnPost(limited).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "pleo_rate_limited");
        answer.Header("Retry-After").ShouldBe("1");
    }

    [Fact]
    public async Task Sends_again_without_looking_after_a_certain_failure()
    {
        Pleo.OnPost(Reply.Status(429, ("Retry-After", "60"))).OnPost(Reply.Created).Listen();

        var first = await SendAsync(new Webhook());
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "pleo_rate_limited");
        second.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Sends_a_rejected_delivery_again_when_the_partner_does()
    {
        Pleo.OnPost(Reply.Status(400)).OnPost(Reply.Created).Listen();

        var first = await SendAsync(new Webhook());
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(422, "pleo_rejected");
        second.ShouldBeInstalled("created");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(599)]
    public async Task Looks_after_a_server_error_and_sends_again_when_nothing_exists(int status)
    {
        Pleo.OnPost(Reply.Status(status)).OnGet(Reply.Status(404)).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"data\":[]}")]
    public async Task Treats_an_empty_list_as_no_installation(string list)
    {
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Ok(list)).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Updates_the_installation_of_another_delivery_that_a_look_finds()
    {
        Pleo.OnPost(Reply.Status(500)).OnGet(MadeForAnother).OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Updates_the_installation_that_Pleo_reports()
    {
        Pleo.OnPost(Reply.Status(409)).OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook { Body = Webhook.Payload(status: "\"ACTIVATED\"") });

        answer.ShouldBeInstalled("updated");
        answer.Json().GetProperty("installation").GetProperty("status").GetString().ShouldBe("ACTIVATED");
    }

    [Fact]
    public async Task Updates_an_installation_that_returns_without_our_mark()
    {
        Pleo.OnPost(MadeForAnother).OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook { Body = Webhook.Payload(status: "\"ACTIVATED\"") });

        answer.ShouldBeInstalled("updated");
        answer.Json().GetProperty("installation").GetProperty("status").GetString().ShouldBe("ACTIVATED");
    }

    [Fact]
    public async Task Creates_an_installation_that_is_gone_before_its_update()
    {
        Pleo.OnPost(Reply.Status(409)).OnPut(Reply.Status(404)).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Sends_an_update_again_that_got_no_reply()
    {
        Pleo.OnPost(Reply.Status(409)).OnPut(Reply.Dropped).OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        (await SendAsync(new Webhook())).ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Waits_a_second_after_a_server_error_before_it_looks()
    {
        Pleo.OnPost(Reply.Status(500)).OnGet(MadeForUs).Listen();
        Clock.LetPausesPass();

        await SendAsync(new Webhook());

        Clock.Pauses.ShouldBe([TimeSpan.FromSeconds(1)]);
    }

    [Theory]
    [InlineData("123")]
    [InlineData("null")]
    [InlineData("[\"msg_1\"]")]
    [InlineData("\"MSG_1\"")]
    public async Task Recognizes_a_delivery_by_the_exact_text_of_its_id(string id)
    {
        var other = SampleInstallation.Default.With("metadata", $$"""{"onboardingDeliveryId":{{id}}}""");
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Ok(other.ToString())).OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("updated");
    }

    public static TheoryData<string, string> FormsOfAList =>
        new()
        {
            { "an object", $"{SampleInstallation.MadeFor("msg_1")}" },
            { "an array", $"[{SampleInstallation.MadeFor("msg_1")}]" },
            { "one of many", $"[{SampleInstallation.MadeFor("msg_0")},{SampleInstallation.MadeFor("msg_1")}]" },
            { "data with an object", $$"""{"data":{{SampleInstallation.MadeFor("msg_1")}}}""" },
            {
                "data with an array",
                $$"""{"data":[{{SampleInstallation.MadeFor("msg_0")}},{{SampleInstallation.MadeFor("msg_1")}}]}"""
            },
        };

    [Theory]
    [MemberData(nameof(FormsOfAList))]
    public async Task Adopts_the_installation_that_carries_our_id(string form, string found)
    {
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Ok(found)).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("reconciled");
        answer.Installation().GetProperty("metadata").GetRawText().ShouldBe("{}", form);
        Pleo.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task Adopts_the_installation_whose_reply_was_lost()
    {
        Pleo.OnPost(Reply.Dropped).OnGet(MadeForUs).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("reconciled");
        Pleo.Posts.ShouldBe(1);
        (await SendAsync(new Webhook())).ShouldBeInstalled("replayed");
    }

    [Fact]
    public async Task Sends_nothing_again_after_a_lost_reply_even_when_nothing_exists_yet()
    {
        Pleo.OnPost(Reply.Dropped).OnGet(Reply.Status(404)).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "outcome_unknown");
        Pleo.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task Looks_again_until_a_look_succeeds()
    {
        Pleo.OnPost(Reply.Status(500))
            .OnGet(Reply.Status(502))
            .OnGet(Reply.Dropped)
            .OnGet(Reply.Status(429, ("Retry-After", "2")))
            .OnGet(Reply.Status(503))
            .OnGet(MadeForUs)
            .Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("reconciled");
    }

    [Fact]
    public async Task Ends_in_doubt_when_looking_takes_too_long_and_looks_first_on_the_next_attempt()
    {
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Status(503, ("Retry-After", "60"))).OnGet(MadeForUs).Listen();
        Clock.LetPausesPass();

        var first = await SendAsync(new Webhook());
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "outcome_unknown");
        first.Header("Retry-After").ShouldBe("60");
        second.ShouldBeInstalled("reconciled");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(418)]
    public async Task Ends_in_doubt_when_Pleo_refuses_the_look(int status)
    {
        Pleo.OnPost(Reply.Status(500))
            .OnGet(Reply.Status(status))
            .OnGet(Reply.Status(404))
            .OnPost(Reply.Created)
            .Listen();
        Clock.LetPausesPass();

        var first = await SendAsync(new Webhook());
        Clock.Advance(SettlingTime + ClockPrecision);
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "outcome_unknown");
        second.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Updates_without_a_readable_look_when_no_request_can_take_effect_any_more()
    {
        Pleo.OnPost(Reply.Dropped).OnGet(Reply.Status(404)).OnGet(Reply.Status(418)).OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        var first = await SendAsync(new Webhook());
        Clock.Advance(SettlingTime + ClockPrecision);
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "outcome_unknown");
        second.ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Sends_nothing_again_after_a_timeout_even_when_nothing_exists_yet()
    {
        Pleo.OnPost(Reply.Never).OnGet(Reply.Status(404)).Listen();
        Clock.LetPausesPass();

        var answer = await SendAndTimeOutAsync();

        answer.ShouldBeProblem(503, "outcome_unknown");
        Pleo.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task Adopts_what_a_timed_out_request_created()
    {
        Pleo.OnPost(Reply.Never).OnGet(MadeForUs).Listen();
        Clock.LetPausesPass();

        var answer = await SendAndTimeOutAsync();

        answer.ShouldBeInstalled("reconciled");
    }

    [Fact]
    public async Task Adopts_on_the_next_attempt_what_a_timed_out_request_created_late()
    {
        Pleo.OnPost(Reply.Never).OnGet(Reply.Status(404)).OnGet(MadeForUs).Listen();
        Clock.LetPausesPass();

        var first = await SendAndTimeOutAsync();
        var second = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "outcome_unknown");
        second.ShouldBeInstalled("reconciled");
        Pleo.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task Sends_after_a_timed_out_request_can_no_longer_take_effect()
    {
        Pleo.OnPost(Reply.Never).OnGet(MadeForAnother).OnGet(MadeForAnother).OnGet(MadeForAnother);
        Pleo.OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        var first = await SendAndTimeOutAsync();
        var second = await SendAsync(new Webhook());
        Clock.Advance(SettlingTime + ClockPrecision);
        var third = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "outcome_unknown");
        second.ShouldBeProblem(503, "outcome_unknown");
        third.ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Sends_nothing_earlier_however_often_the_partner_retries()
    {
        Pleo.OnPost(Reply.Never).OnGet(Reply.Status(404)).OnGet(Reply.Status(404)).OnGet(Reply.Status(404));
        Pleo.OnGet(Reply.Status(404)).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        var first = await SendAndTimeOutAsync();
        var settled = TestClock.Beginning + AttemptTimeout + ClockPrecision + SettlingTime;
        Clock.Advance(SettlingTime / 2);
        var second = await SendAsync(new Webhook());
        Clock.SetUtcNow(settled - TimeSpan.FromTicks(1));
        var third = await SendAsync(new Webhook());
        Clock.SetUtcNow(settled);
        var fourth = await SendAsync(new Webhook());

        first.ShouldBeProblem(503, "outcome_unknown");
        second.ShouldBeProblem(503, "outcome_unknown");
        third.ShouldBeProblem(503, "outcome_unknown");
        fourth.ShouldBeInstalled("created");
    }

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Treats_a_gateway_error_as_a_request_that_may_still_take_effect(int status)
    {
        Pleo.OnPost(Reply.Status(status)).OnGet(Reply.Status(404)).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "outcome_unknown");
    }

    [Fact]
    public async Task Ends_in_time_when_Pleo_never_answers()
    {
        Pleo.OnPost(Reply.Never).OnGet(Reply.Never).Listen();
        Clock.LetPausesPass();

        // Too little time is left for a third call.
        var sending = SendAsync(new Webhook());
        for (var call = 0; call < 2; call++)
        {
            await Pleo.NextCallAsync();
            Clock.Advance(AttemptTimeout);
        }

        (await sending).ShouldBeProblem(503, "outcome_unknown");
    }

    [Fact]
    public async Task Waits_for_the_lease_of_a_dead_process_and_then_looks_first()
    {
        await ClaimAsync(new Webhook());
        Pleo.OnGet(MadeForUs).Listen();

        Clock.Advance(Lease - TimeSpan.FromSeconds(1));
        var early = await SendAsync(new Webhook());
        Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await SendAsync(new Webhook());

        early.ShouldBeProblem(409, "delivery_in_progress");
        early.Header("Retry-After").ShouldBe("1");
        late.ShouldBeInstalled("reconciled");
    }

    [Fact]
    public async Task Sends_when_a_dead_process_created_nothing_and_its_request_can_no_longer_take_effect()
    {
        await ClaimAsync(new Webhook());
        Pleo.OnGet(Reply.Status(404)).OnGet(Reply.Status(404)).OnPost(Reply.Created).Listen();

        Clock.Advance(Lease + SettlingTime - TimeSpan.FromTicks(1));
        var early = await SendAsync(new Webhook());
        Clock.Advance(TimeSpan.FromTicks(1));
        var late = await SendAsync(new Webhook());

        early.ShouldBeProblem(503, "outcome_unknown");
        late.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Treats_other_bytes_under_the_same_id_as_another_delivery_at_any_time()
    {
        var other = new Webhook { Body = Webhook.Payload() + " " };
        Pleo.OnPost(Reply.Status(400)).OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook());
        var afterFailure = await SendAsync(other);
        await SendAsync(new Webhook());
        var afterSuccess = await SendAsync(other);

        afterFailure.ShouldBeProblem(422, "delivery_id_reused");
        afterSuccess.ShouldBeProblem(422, "delivery_id_reused");
    }

    private async Task<Answer> SendAndTimeOutAsync()
    {
        var sending = SendAsync(new Webhook());
        await Pleo.NextCallAsync();
        Clock.Advance(AttemptTimeout);
        var answer = await sending;

        // It must not be taken for the next call.
        await Pleo.NextCallAsync();
        return answer;
    }
}
