using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>A customer's installation ends as its newest event asks, in whatever order events arrive.</summary>
public sealed class NewestEventTests : OnboardingScenario
{
    private DeliveryOperations Deliveries => Services.GetRequiredService<DeliveryOperations>();

    [Fact]
    public async Task Finishes_an_earlier_delivery_whose_reply_was_lost_and_updates()
    {
        Pleo.OnPost(Reply.Dropped).OnGet(Reply.Status(400)).OnGet(Shows(1)).OnPut(Reply.Created).Listen();
        Clock.LetPausesPass();

        var lost = await SendAsync(Event(1));
        var newer = await SendAsync(Event(2));
        var finished = await SendAsync(Event(1));
        var again = await SendAsync(Event(2));

        lost.ShouldBeProblem(503, "outcome_unknown");
        newer.ShouldBeInstalled("updated");
        NumberIn(newer).ShouldBe(2);
        finished.ShouldBeInstalled("replayed");
        finished.Json().GetProperty("deliveryId").GetString().ShouldBe("msg_1");
        NumberIn(finished).ShouldBe(1);
        again.ShouldBeInstalled("replayed");
        again.Text().ShouldBe(newer.Text());
        Pleo.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task Finishes_a_newer_delivery_whose_reply_was_lost_and_is_superseded_by_it()
    {
        Pleo.OnPost(Reply.Dropped).OnGet(Reply.Status(400)).OnGet(Shows(2)).Listen();
        Clock.LetPausesPass();

        var lost = await SendAsync(Event(2));
        var older = await SendAsync(Event(1));
        var finished = await SendAsync(Event(2));

        lost.ShouldBeProblem(503, "outcome_unknown");
        older.ShouldBeInstalled("superseded");
        NumberIn(older).ShouldBe(2);
        finished.ShouldBeInstalled("replayed");
        older.Text().ShouldBe(finished.Text().Replace("msg_2", "msg_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_an_older_event_with_the_installation_as_the_newer_one_left_it()
    {
        Pleo.OnPost(Reply.Status(503, ("Retry-After", "60"))).OnPost(Reply.Created).Listen();

        var turnedAway = await SendAsync(Event(3));
        var newer = await SendAsync(Event(4));
        var older = await SendAsync(Event(3));
        var again = await SendAsync(Event(3));

        turnedAway.ShouldBeProblem(503, "pleo_unavailable");
        newer.ShouldBeInstalled("created");
        older.ShouldBeInstalled("superseded");
        older.Text().ShouldBe(newer.Text().Replace("msg_4", "msg_3", StringComparison.Ordinal));
        again.ShouldBeInstalled("replayed");
        again.Body.ToArray().ShouldBe(older.Body.ToArray());
        Pleo.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Sends_nothing_for_an_event_that_happened_earlier_and_arrives_later()
    {
        Pleo.OnPost(Reply.Created).Listen();

        (await SendAsync(Event(2))).ShouldBeInstalled("created");
        var older = await SendAsync(Event(1));

        older.ShouldBeInstalled("superseded");
        NumberIn(older).ShouldBe(2);
    }

    [Fact]
    public async Task Sends_an_event_of_the_same_time_that_arrives_later()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Created).Listen();

        (await SendAsync(Event(1))).ShouldBeInstalled("created");
        var later = await SendAsync(Event(2, TimeOf(1)));

        later.ShouldBeInstalled("updated");
        NumberIn(later).ShouldBe(2);
    }

    [Fact]
    public async Task Orders_events_without_a_time_by_their_arrival()
    {
        Pleo.OnPost(Reply.Status(400)).OnPost(Reply.Created).Listen();
        var first = new Webhook();

        (await SendAsync(first)).ShouldBeProblem(422, "pleo_rejected");
        (await SendAsync(new Webhook { DeliveryId = "msg_2" })).ShouldBeInstalled("created");

        (await SendAsync(first)).ShouldBeInstalled("superseded");
    }

    [Fact]
    public async Task Takes_a_time_in_the_future_for_the_time_of_arrival()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Created).Listen();

        (await SendAsync(Event(1, TestClock.Beginning.AddYears(1)))).ShouldBeInstalled("created");
        Clock.Advance(TimeSpan.FromMinutes(1));
        var next = await SendAsync(Event(2, Clock.GetUtcNow()));
        var between = await SendAsync(Event(3, TestClock.Beginning.AddSeconds(30)));

        next.ShouldBeInstalled("updated");
        between.ShouldBeInstalled("superseded");
    }

    [Fact]
    public async Task Lets_a_delivery_wait_while_another_one_of_its_customer_runs()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).OnPut(Reply.Created).Listen();
        var first = SendAsync(Event(1));
        await Pleo.NextCallAsync();
        Clock.Advance(TimeSpan.FromSeconds(4));

        var busy = await SendAsync(Event(2));
        var waiting = await Deliveries.ReadAsync("acme", "northwind", "msg_2");
        gate.SetResult();
        (await first).ShouldBeInstalled("created");
        var second = await SendAsync(Event(2));

        busy.ShouldBeProblem(409, "customer_busy");
        busy.ShouldBeRetryable(true);
        busy.Header("Retry-After").ShouldBe("26");
        waiting.Json().GetProperty("state").GetString().ShouldBe("waiting");
        second.ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Runs_a_delivery_that_waited_from_its_kept_body()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).OnPut(Reply.Created).Listen();
        var first = SendAsync(Event(1));
        await Pleo.NextCallAsync();
        await SendAsync(Event(2));
        gate.SetResult();
        await first;

        var replayed = await Deliveries.ReplayAsync("acme", "northwind", "msg_2");

        replayed.ShouldBeInstalled("updated");
        NumberIn(replayed).ShouldBe(2);
    }

    [Fact]
    public async Task Does_not_make_another_customer_wait()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).OnPost(Reply.Created).Listen();
        var first = SendAsync(Event(1));
        await Pleo.NextCallAsync();

        (await SendAsync(WebhookOf("southwind"))).ShouldBeInstalled("created");

        gate.SetResult();
        (await first).ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Creates_an_installation_that_is_gone_at_Pleo()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Status(404)).OnPost(Reply.Created).OnPut(Reply.Created).Listen();

        (await SendAsync(Event(1))).ShouldBeInstalled("created");
        (await SendAsync(Event(2))).ShouldBeInstalled("created");
        (await SendAsync(Event(3))).ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Looks_first_when_a_process_died_that_may_have_created_a_new_installation()
    {
        Pleo.OnPost(Reply.Created).OnGet(Shows(2)).OnPut(Reply.Created).Listen();
        await SendAsync(Event(1));
        await ClaimAsync(Event(2), TimeOf(2));
        Clock.Advance(TimeSpan.FromSeconds(30));

        var next = await SendAsync(Event(3));
        var finished = await SendAsync(Event(2));

        next.ShouldBeInstalled("updated");
        finished.ShouldBeInstalled("replayed");
        NumberIn(finished).ShouldBe(2);
    }

    [Fact]
    public async Task Updates_at_once_after_a_look_that_finds_the_known_installation()
    {
        Pleo.OnPost(Reply.Created).OnGet(Shows(1)).OnPut(Reply.Created).Listen();
        await SendAsync(Event(1));
        await ClaimAsync(Event(2), TimeOf(2));
        Clock.Advance(TimeSpan.FromSeconds(30));

        (await SendAsync(Event(2))).ShouldBeInstalled("updated");
    }

    /// <summary>4 bytes each in Pleo's reply, and 12 as escapes in our answer.</summary>
    [Fact]
    public async Task Keeps_the_longest_answer_byte_for_byte()
    {
        var text = string.Concat(Enumerable.Repeat("\U0001F600", 480 * 1024 / 4));
        var metadata = $$"""{"onboardingDeliveryId":"msg_1","text":"{{text}}"}""";
        Pleo.OnPost(Reply.Ok(SampleInstallation.Default.With("metadata", metadata).ToString())).Listen();

        var created = await SendAsync(new Webhook());
        var replayed = await SendAsync(new Webhook());

        created.ShouldBeInstalled("created");
        created.Installation().GetProperty("metadata").GetProperty("text").GetString().ShouldBe(text);
        replayed.ShouldBeInstalled("replayed");
        replayed.Body.Span.SequenceEqual(created.Body.Span).ShouldBeTrue();
    }

    /// <summary>Event 2 happened a second after event 1, and so on. It has its number as metadata.</summary>
    private static Webhook Event(int number, DateTimeOffset? occurredAt = null) =>
        new()
        {
            DeliveryId = $"msg_{number}",
            Body = Webhook.Payload(metadata: $$"""{"number":{{number}}}""", occurredAt: occurredAt ?? TimeOf(number)),
        };

    private static DateTimeOffset TimeOf(int number) => TestClock.Beginning.AddHours(-1).AddSeconds(number);

    /// <summary>The installation as an event left it.</summary>
    private static Reply Shows(int number) =>
        Reply.Ok(
            SampleInstallation
                .Default.With("metadata", $$"""{"number":{{number}},"onboardingDeliveryId":"msg_{{number}}"}""")
                .ToString()
        );

    private static int NumberIn(Answer answer) =>
        answer.Installation().GetProperty("metadata").GetProperty("number").GetInt32();
}
