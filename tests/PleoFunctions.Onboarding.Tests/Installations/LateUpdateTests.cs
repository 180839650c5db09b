using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>A PUT without a reply may take effect after a newer one. The newest event is then sent once more.</summary>
public sealed class LateUpdateTests : OnboardingScenario
{
    private static readonly TimeSpan SettlingTime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ClockPrecision = TimeSpan.FromSeconds(1);

    private DateTimeOffset _lostAt;

    [Fact]
    public async Task Does_not_say_that_nothing_was_changed_after_an_update_without_a_reply()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Dropped).OnPut(Reply.Status(429)).OnPut(Reply.Status(429)).Listen();
        Clock.LetPausesPass();
        (await SendAsync(Event(1))).ShouldBeInstalled("created");

        var answer = await SendAsync(Event(2));

        answer.ShouldBeProblem(503, "outcome_unknown");
    }

    [Fact]
    public async Task Does_not_say_that_nothing_was_changed_in_the_next_run_either()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Status(502, ("Retry-After", "60")));
        Pleo.OnPut(Reply.Status(429, ("Retry-After", "60"))).Listen();
        (await SendAsync(Event(1))).ShouldBeInstalled("created");

        (await SendAsync(Event(2))).ShouldBeProblem(503, "outcome_unknown");
        (await SendAsync(Event(2))).ShouldBeProblem(503, "outcome_unknown");
    }

    [Fact]
    public async Task Makes_no_call_for_a_replay_before_the_settling_time()
    {
        var newest = await LoseAnUpdateAndApplyANewerOneAsync();

        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime - TimeSpan.FromTicks(1));
        var replayed = await SendAsync(Event(3));

        ShouldReplay(replayed, newest);
        Pleo.Calls.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Sends_nothing_when_Pleo_shows_the_newest_event()
    {
        var newest = await LoseAnUpdateAndApplyANewerOneAsync();
        Pleo.OnGet(Shows(3));

        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime);
        var looked = await SendAsync(Event(3));
        var settled = await SendAsync(Event(3));

        ShouldReplay(looked, newest);
        ShouldReplay(settled, newest);
        Pleo.Calls.Select(call => call.Method).ShouldBe(["POST", "PUT", "PUT", "PUT", "PUT", "GET"]);
    }

    [Fact]
    public async Task Sends_the_newest_event_once_more_from_its_kept_body_when_Pleo_shows_an_older_one()
    {
        var newest = await LoseAnUpdateAndApplyANewerOneAsync();
        Pleo.OnGet(Shows(2)).OnPut(Reply.Created);

        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime);
        var sentAgain = await SendAsync(Event(3));
        var settled = await SendAsync(Event(3));

        ShouldReplay(sentAgain, newest);
        ShouldReplay(settled, newest);
        Pleo.Calls.Count.ShouldBe(7);
        Pleo.Calls[6].Body.ShouldBe(Pleo.Calls[4].Body);
        Logs.GetSnapshot().Count(record => record.Id.Id == 403).ShouldBe(1);
    }

    [Fact]
    public async Task Sends_the_newest_event_once_more_for_the_older_delivery_too()
    {
        var newest = await LoseAnUpdateAndApplyANewerOneAsync();
        Pleo.OnGet(Shows(2)).OnPut(Reply.Created);

        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime);
        var older = await SendAsync(Event(2));

        older.ShouldBeInstalled("superseded");
        older.Text().ShouldBe(newest.Text().Replace("msg_3", "msg_2", StringComparison.Ordinal));
        Pleo.Calls[6].Body.ShouldBe(Pleo.Calls[4].Body);
        ShouldReplay(await SendAsync(Event(3)), newest);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(401)]
    public async Task Looks_again_at_the_next_replay_when_a_look_fails(int status)
    {
        var newest = await LoseAnUpdateAndApplyANewerOneAsync();
        Pleo.OnGet(Reply.Status(status)).OnGet(Shows(3));

        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime);
        var failed = await SendAsync(Event(3));
        var looked = await SendAsync(Event(3));

        ShouldReplay(failed, newest);
        ShouldReplay(looked, newest);
    }

    [Fact]
    public async Task Looks_again_at_the_next_replay_when_the_newest_event_got_no_reply()
    {
        var newest = await LoseAnUpdateAndApplyANewerOneAsync();
        Pleo.OnGet(Shows(2)).OnPut(Reply.Dropped).OnGet(Shows(3));

        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime);
        var failed = await SendAsync(Event(3));
        Clock.Advance(ClockPrecision + SettlingTime);
        var looked = await SendAsync(Event(3));

        ShouldReplay(failed, newest);
        ShouldReplay(looked, newest);
    }

    [Fact]
    public async Task Keeps_in_doubt_the_newest_event_that_was_sent_once_more_without_a_reply()
    {
        await LoseAnUpdateAndApplyANewerOneAsync();
        Pleo.OnGet(Shows(2)).OnPut(Reply.Dropped).OnPut(Reply.Created).OnGet(Shows(3)).OnPut(Reply.Created);
        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime);
        await SendAsync(Event(3));

        var newer = await SendAsync(Event(4));
        Clock.Advance(ClockPrecision + SettlingTime);
        var settled = await SendAsync(Event(4));

        newer.ShouldBeInstalled("updated");
        ShouldReplay(settled, newer);
        Pleo.Calls[^1].Body.ShouldBe(Pleo.Calls[^3].Body, "the late PUT of event 3 had replaced event 4");
    }

    [Fact]
    public async Task Settles_with_an_update_that_is_applied_after_the_settling_time()
    {
        await LoseAnUpdateAndApplyANewerOneAsync();
        Pleo.OnPut(Reply.Created);

        Clock.SetUtcNow(_lostAt + ClockPrecision + SettlingTime);
        var next = await SendAsync(Event(4));

        next.ShouldBeInstalled("updated");
        ShouldReplay(await SendAsync(Event(4)), next);
    }

    [Fact]
    public async Task Finishes_a_newer_update_that_took_effect_without_a_reply()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Dropped).OnPut(Reply.Dropped).OnPut(Reply.Dropped).OnGet(Shows(2));
        Pleo.Listen();
        Clock.LetPausesPass();
        var first = await SendAsync(Event(1));
        (await SendAsync(Event(2))).ShouldBeProblem(503, "outcome_unknown");

        Clock.Advance(SettlingTime + ClockPrecision);
        var replayed = await SendAsync(Event(1));
        var finished = await SendAsync(Event(2));

        ShouldReplay(replayed, first);
        finished.ShouldBeInstalled("replayed");
        finished.Installation().GetProperty("metadata").GetProperty("number").GetInt32().ShouldBe(2);
    }

    /// <summary>Event 1 creates, event 2 gets no reply to its three PUTs, and event 3 is applied.</summary>
    private async Task<Answer> LoseAnUpdateAndApplyANewerOneAsync()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Dropped).OnPut(Reply.Dropped).OnPut(Reply.Dropped);
        Pleo.OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        (await SendAsync(Event(1))).ShouldBeInstalled("created");
        (await SendAsync(Event(2))).ShouldBeProblem(503, "outcome_unknown");
        _lostAt = Clock.GetUtcNow();
        var newest = await SendAsync(Event(3));
        newest.ShouldBeInstalled("updated");
        return newest;
    }

    private static void ShouldReplay(Answer answer, Answer stored)
    {
        answer.ShouldBeInstalled("replayed");
        answer.Body.ToArray().ShouldBe(stored.Body.ToArray());
    }

    private static Webhook Event(int number) =>
        new()
        {
            DeliveryId = $"msg_{number}",
            Body = Webhook.Payload(
                metadata: $$"""{"number":{{number}}}""",
                occurredAt: TestClock.Beginning.AddHours(-1).AddSeconds(number)
            ),
        };

    /// <summary>The installation as an event left it.</summary>
    private static Reply Shows(int number) =>
        Reply.Ok(
            SampleInstallation
                .Default.With("metadata", $$"""{"number":{{number}},"onboardingDeliveryId":"msg_{{number}}"}""")
                .ToString()
        );
}
