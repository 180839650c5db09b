using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Pleo;

/// <summary>A limited number of calls at once, and none for a while when Pleo's host fails for several customers.</summary>
public sealed class PleoPipelineTests : OnboardingScenario
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestFirstPause = TimeSpan.FromMilliseconds(200);

    [Fact]
    public async Task Stops_calls_when_several_customers_cannot_reach_Pleo_and_tries_one_later()
    {
        Clock.LetPausesPass();
        AddCustomers(7);

        // No one listens: each delivery makes three calls.
        for (var customer = 1; customer <= 7; customer++)
        {
            (await SendAsync(For(customer))).ShouldBeProblem(503, "pleo_unavailable");
        }

        Pleo.OnPost(Reply.Created).OnPost(Reply.Created).Listen();
        var stopped = await SendAsync(For(8));
        Clock.Advance(PleoPipeline.BreakDuration);
        var tried = await SendAsync(For(8));
        var open = await SendAsync(For(9));

        stopped.ShouldBeProblem(503, "pleo_unavailable");
        int.Parse(stopped.Header("Retry-After")!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 5);
        tried.ShouldBeInstalled("created");
        open.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task One_customer_whose_calls_fail_does_not_stop_others()
    {
        Clock.LetPausesPass();
        AddCustomers(2);
        for (var delivery = 1; delivery <= 20; delivery++)
        {
            (await SendAsync(For(1, delivery))).ShouldBeProblem(503, "pleo_unavailable");
        }

        Pleo.OnPost(Reply.Created).Listen();

        (await SendAsync(For(2))).ShouldBeInstalled("created");
    }

    [Theory]
    [InlineData(nameof(PleoReplyKind.ServerError))]
    [InlineData(nameof(PleoReplyKind.Rejected))]
    [InlineData(nameof(PleoReplyKind.RateLimited))]
    [InlineData(nameof(PleoReplyKind.Unexpected))]
    public async Task A_host_that_answers_is_not_failing(string kind)
    {
        var pipeline = Services.GetRequiredService<PleoPipeline>();

        await FailAsync(pipeline, Enum.Parse<PleoReplyKind>(kind));

        (await CallAsync(pipeline, PleoReplyKind.NotFound, new object())).ShouldBe(PleoReplyKind.NotFound);
    }

    [Theory]
    [InlineData(nameof(PleoReplyKind.NotSent))]
    [InlineData(nameof(PleoReplyKind.GatewayError))]
    [InlineData(nameof(PleoReplyKind.TimedOut))]
    [InlineData(nameof(PleoReplyKind.ReplyLost))]
    public async Task A_host_that_cannot_be_reached_or_is_silent_is_failing(string kind)
    {
        var pipeline = Services.GetRequiredService<PleoPipeline>();

        await FailAsync(pipeline, Enum.Parse<PleoReplyKind>(kind));

        (await CallAsync(pipeline, PleoReplyKind.NotFound, new object())).ShouldBe(PleoReplyKind.CircuitOpen);
    }

    [Fact]
    public async Task A_look_is_made_while_the_circuit_is_open()
    {
        var pipeline = Services.GetRequiredService<PleoPipeline>();
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString())).Listen();
        Clock.LetPausesPass(_ => FailAsync(pipeline, PleoReplyKind.TimedOut).GetAwaiter().GetResult());

        (await SendAsync(new Webhook())).ShouldBeInstalled("reconciled");
    }

    /// <summary>How many times a PUT is sent that gets this reply.</summary>
    public static TheoryData<string, int> RepliesOfAHost =>
        new()
        {
            { "400", 1 },
            { "401", 2 },
            { "403", 2 },
            { "409", 1 },
            { "418", 1 },
            { "429", 1 },
            { "500", 1 },
            { "503", 1 },
            { "not JSON", 1 },
        };

    [Theory]
    [MemberData(nameof(RepliesOfAHost))]
    public async Task Continues_while_Pleo_answers(string reply, int sends)
    {
        const int customers = 25;
        await CreateForAsync(customers);
        var answer = int.TryParse(reply, CultureInfo.InvariantCulture, out var status)
            ? Reply.Status(status, ("Retry-After", "60"))
            : Reply.Ok(reply);
        for (var call = 0; call < customers * sends; call++)
        {
            Pleo.OnPut(answer);
        }

        Pleo.OnPut(Reply.Created);
        for (var customer = 1; customer <= customers; customer++)
        {
            (await SendAsync(For(customer, 2))).Status.ShouldNotBe(200);
        }

        (await SendAsync(For(1, 3))).ShouldBeInstalled("updated");
    }

    public static TheoryData<string> RepliesOfAFailingHost => new("dropped", "502", "503", "504", "not HTTP");

    [Theory]
    [MemberData(nameof(RepliesOfAFailingHost))]
    public async Task Stops_calls_when_the_host_fails_several_customers(string reply)
    {
        await CreateForAsync(8);
        Clock.LetPausesPass();
        var failure = reply switch
        {
            "dropped" => Reply.Dropped,
            "not HTTP" => Reply.Bytes("what is this?\r\n\r\n"u8.ToArray()),
            _ => Reply.Status(int.Parse(reply, CultureInfo.InvariantCulture)),
        };
        for (var call = 0; call < PleoPipeline.MinimumThroughput; call++)
        {
            Pleo.OnPut(failure);
        }

        // Each delivery sends its PUT three times, and the seventh one twice: then the circuit is open.
        for (var customer = 1; customer <= 7; customer++)
        {
            (await SendAsync(For(customer, 2))).Status.ShouldBe(503);
        }

        await ShouldBeStoppedAsync(8);
    }

    [Fact]
    public async Task Stops_calls_when_Pleo_accepts_them_and_says_nothing()
    {
        const int customers = 12;
        await CreateForAsync(customers + 1);
        for (var call = 0; call < 2 * customers; call++)
        {
            Pleo.OnPut(Reply.Never);
        }

        var deliveries = Enumerable.Range(1, customers).Select(customer => SendAsync(For(customer, 2))).ToArray();
        await TimeOutAsync(customers);
        for (var pause = 0; pause < customers; pause++)
        {
            await Clock.NextPauseAsync();
        }

        Clock.Advance(LongestFirstPause);
        await TimeOutAsync(customers);

        (await Task.WhenAll(deliveries)).ShouldAllBe(answer => answer.Status == 503);
        await ShouldBeStoppedAsync(customers + 1);
    }

    [Fact]
    public async Task Counts_a_customer_from_its_last_failure()
    {
        var pipeline = Services.GetRequiredService<PleoPipeline>();
        await CallAsync(pipeline, PleoReplyKind.TimedOut, "first");
        Clock.Advance(TimeSpan.FromSeconds(29));
        await CallAsync(pipeline, PleoReplyKind.TimedOut, "first");
        await CallAsync(pipeline, PleoReplyKind.TimedOut, "second");
        Clock.Advance(TimeSpan.FromSeconds(2));

        for (var call = 0; call < PleoPipeline.MinimumThroughput; call++)
        {
            await CallAsync(pipeline, PleoReplyKind.TimedOut, "third");
        }

        (await CallAsync(pipeline, PleoReplyKind.NotFound, "fourth")).ShouldBe(PleoReplyKind.CircuitOpen);
    }

    [Fact]
    public async Task Forgets_failures_after_thirty_seconds()
    {
        var pipeline = Services.GetRequiredService<PleoPipeline>();
        for (var call = 0; call < PleoPipeline.MinimumThroughput; call++)
        {
            await CallAsync(pipeline, PleoReplyKind.TimedOut, call % 2);
        }

        // Two customers of long ago and one of now are not three that fail.
        Clock.Advance(TimeSpan.FromMinutes(10));
        for (var call = 0; call < 2 * PleoPipeline.MinimumThroughput; call++)
        {
            (await CallAsync(pipeline, PleoReplyKind.TimedOut, this)).ShouldBe(PleoReplyKind.TimedOut);
        }
    }

    [Fact]
    public async Task Has_these_limits_and_shows_that_the_circuit_is_open()
    {
        var pipeline = Services.GetRequiredService<PleoPipeline>();

        for (var call = 1; call <= 19; call++)
        {
            await CallAsync(pipeline, PleoReplyKind.TimedOut, (call % 3).ToString(CultureInfo.InvariantCulture));
        }

        var before = pipeline.IsCircuitOpen;
        await CallAsync(pipeline, PleoReplyKind.TimedOut, "0");
        var atTwenty = pipeline.IsCircuitOpen;
        Clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromTicks(1));
        var atFiveSeconds = (pipeline.IsCircuitOpen, await CallAsync(pipeline, PleoReplyKind.NotFound, "0"));
        Clock.Advance(TimeSpan.FromTicks(1));
        var afterwards = (pipeline.IsCircuitOpen, await CallAsync(pipeline, PleoReplyKind.NotFound, "0"));

        before.ShouldBeFalse();
        atTwenty.ShouldBeTrue();
        atFiveSeconds.ShouldBe((true, PleoReplyKind.CircuitOpen));
        afterwards.ShouldBe((false, PleoReplyKind.NotFound));
        PleoPipeline.FailureRatio.ShouldBe(0.5);
        PleoPipeline.SamplingDuration.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Limits_the_number_of_concurrent_calls()
    {
        const int limit = 3;
        Set("Pleo:MaxConcurrency", "3");
        var (inside, most) = (0, 0);
        var full = new TaskCompletionSource();
        var counted = new Reply(
            async (call, stream, cancellationToken) =>
            {
                lock (full)
                {
                    inside++;
                    most = Math.Max(most, inside);
                    if (inside == limit)
                    {
                        full.TrySetResult();
                    }
                }

                await full.Task.WaitAsync(cancellationToken);
                lock (full)
                {
                    inside--;
                }

                return await Reply.Created.PerformAsync(call, stream, cancellationToken);
            }
        );
        for (var delivery = 0; delivery < 20; delivery++)
        {
            Pleo.OnPost(counted);
        }

        Pleo.Listen();
        AddCustomers(20);

        var answers = await Task.WhenAll(Enumerable.Range(1, 20).Select(customer => SendAsync(For(customer))));

        answers.ShouldAllBe(answer => answer.Status == 200);
        most.ShouldBe(limit);
    }

    [Fact]
    public async Task Gives_up_a_call_that_waits_too_long_for_a_slot()
    {
        Set("Pleo:MaxConcurrency", "1");
        var pipeline = Services.GetRequiredService<PleoPipeline>();
        var busy = new TaskCompletionSource<PleoReply>();
        var first = pipeline
            .ExecuteAsync(static busy => new(busy.Task), busy, new PipelineLimits(busy, TimeSpan.Zero, false))
            .AsTask();

        var second = CallAsync(pipeline, PleoReplyKind.NotFound, busy, TimeSpan.FromSeconds(1));
        second.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await second).ShouldBe(PleoReplyKind.NotSent);
        busy.SetResult(new PleoReply(PleoReplyKind.NotFound));
        (await first).Kind.ShouldBe(PleoReplyKind.NotFound);
    }

    [Fact]
    public async Task The_time_of_an_attempt_begins_when_it_has_a_slot()
    {
        Set("Pleo:MaxConcurrency", "1");
        AddCustomers(2);
        var release = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(release.Task, Reply.Created)).OnPost(Reply.Never).Listen();
        var first = SendAsync(For(1));
        await Pleo.NextCallAsync();
        var second = SendAsync(For(2));

        // The second waits for 4.9 s; all of its 5 s are left afterwards.
        Clock.Advance(TimeSpan.FromSeconds(4.9));
        release.SetResult();
        (await first).ShouldBeInstalled("created");
        await Pleo.NextCallAsync();
        Clock.Advance(TimeSpan.FromSeconds(4.9));
        second.IsCompleted.ShouldBeFalse();
        Clock.Advance(TimeSpan.FromSeconds(0.2));

        (await second).ShouldBeProblem(503, "outcome_unknown");
        Pleo.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Sends_nothing_when_less_than_an_attempt_s_time_is_left_after_the_wait()
    {
        Pleo.OnPost(Reply.Status(429, ("Retry-After", "8"))).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "pleo_rate_limited");
        Clock.Pauses.ShouldBeEmpty();
    }

    [Fact]
    public async Task Does_not_ask_again_when_less_than_an_attempt_s_time_is_left_after_the_wait()
    {
        Pleo.OnIntrospect(Reply.Status(429, ("Retry-After", "8"))).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "pleo_rate_limited");
        answer.Header("Retry-After").ShouldBe("8");
        Clock.Pauses.ShouldBeEmpty();
    }

    private static async Task FailAsync(PleoPipeline pipeline, PleoReplyKind kind)
    {
        for (var call = 0; call < 2 * PleoPipeline.MinimumThroughput; call++)
        {
            await CallAsync(pipeline, kind, new object());
        }
    }

    private static async Task<PleoReplyKind> CallAsync(
        PleoPipeline pipeline,
        PleoReplyKind kind,
        object customer,
        TimeSpan longestWait = default
    )
    {
        var reply = await pipeline.ExecuteAsync(
            static kind => new(new PleoReply(kind)),
            kind,
            new PipelineLimits(customer, longestWait, IgnoresCircuit: false)
        );
        return reply.Kind;
    }

    /// <summary>Gives customers an installation, long enough ago that the circuit does not count the calls.</summary>
    private async Task CreateForAsync(int customers)
    {
        AddCustomers(customers);
        for (var customer = 1; customer <= customers; customer++)
        {
            Pleo.OnPost(Reply.Created);
        }

        Pleo.Listen();
        for (var customer = 1; customer <= customers; customer++)
        {
            (await SendAsync(For(customer))).ShouldBeInstalled("created");
            await Pleo.NextCallAsync();
        }

        Clock.Advance(2 * PleoPipeline.SamplingDuration);
    }

    /// <summary>Waits for that many calls, and ends the time that they have.</summary>
    private async Task TimeOutAsync(int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            await Pleo.NextCallAsync();
        }

        Clock.Advance(AttemptTimeout);
    }

    /// <summary>No call of a customer reaches Pleo, and its delivery says when to try again.</summary>
    private async Task ShouldBeStoppedAsync(int customer)
    {
        var before = Pleo.Calls.Count;
        var stopped = await SendAsync(For(customer, 2));

        stopped.ShouldBeProblem(503, "pleo_unavailable");
        int.Parse(stopped.Header("Retry-After")!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 5);
        Pleo.Calls.Count.ShouldBe(before);
    }

    private static Webhook For(int customer, int delivery = 1) =>
        new() { DeliveryId = $"msg_{customer}_{delivery}", Body = Webhook.Payload($"customer{customer}") };

    private void AddCustomers(int count)
    {
        for (var customer = 1; customer <= count + 2; customer++)
        {
            Vault[$"acme--customer{customer}--pleo-api-key"] = $"{ApiKey}{customer}";
        }
    }
}
