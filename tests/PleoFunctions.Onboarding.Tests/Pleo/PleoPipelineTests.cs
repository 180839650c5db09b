using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Pleo;

/// <summary>So many calls at once, and none for a while after too many have failed.</summary>
public sealed class PleoPipelineTests : OnboardingScenario
{
    [Fact]
    public async Task Closes_after_too_many_failures_and_lets_one_try_after_a_while()
    {
        Clock.LetPausesPass();

        // Nobody listens: three calls a delivery, and the twentieth closes the gate.
        for (var delivery = 1; delivery <= 7; delivery++)
        {
            (await SendAsync(new Webhook { DeliveryId = $"msg_{delivery}" })).ShouldBeProblem(503, "pleo_unavailable");
        }

        Pleo.OnPost(Reply.Created).OnPost(Reply.Created).Listen();
        var closed = await SendAsync(new Webhook { DeliveryId = "msg_8" });
        Clock.Advance(PleoPipeline.BreakDuration);
        var tried = await SendAsync(new Webhook { DeliveryId = "msg_8" });
        var open = await SendAsync(new Webhook { DeliveryId = "msg_9" });

        closed.ShouldBeProblem(503, "pleo_unavailable");
        int.Parse(closed.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeInRange(1, 5);
        tried.ShouldBeInstalled("created");
        open.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Leaves_a_delivery_in_doubt_that_it_keeps_from_looking()
    {
        var gate = Services.GetRequiredService<PleoPipeline>();
        Pleo.OnPost(Reply.Status(500)).OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString())).Listen();
        Clock.LetPausesPass(_ => CloseAsync(gate).GetAwaiter().GetResult());

        var closed = await SendAsync(new Webhook());
        Clock.Advance(PleoPipeline.BreakDuration);
        var open = await SendAsync(new Webhook());

        closed.ShouldBeProblem(503, "outcome_unknown");
        open.ShouldBeInstalled("reconciled");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(404)]
    public async Task Stays_open_while_Pleo_answers_whatever_it_answers(int status)
    {
        for (var delivery = 1; delivery <= 30; delivery++)
        {
            Pleo.OnPost(Reply.Status(status, ("Retry-After", "60")));
            if (status == 401)
            {
                Pleo.OnPost(Reply.Status(status));
            }
        }

        Pleo.OnPost(Reply.Created).Listen();

        for (var delivery = 1; delivery <= 30; delivery++)
        {
            (await SendAsync(new Webhook { DeliveryId = $"msg_{delivery}" })).Status.ShouldNotBe(200);
        }

        (await SendAsync(new Webhook { DeliveryId = "msg_31" })).ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Lets_no_more_calls_through_at_once_than_set()
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

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(delivery => SendAsync(new Webhook { DeliveryId = $"msg_{delivery}" }))
        );

        answers.ShouldAllBe(answer => answer.Status == 200);
        most.ShouldBe(limit);
    }

    [Fact]
    public async Task Turns_away_who_waits_for_a_place_longer_than_it_has_time()
    {
        Set("Pleo:MaxConcurrency", "1");
        var gate = Services.GetRequiredService<PleoPipeline>();
        var called = false;
        var busy = new TaskCompletionSource<PleoReply>();
        var first = gate.PassAsync(static busy => new(busy.Task), busy, CancellationToken.None).AsTask();
        using var waiting = new CancellationTokenSource();

        var second = gate.PassAsync(
                kind =>
                {
                    called = true;
                    return new(new PleoReply(kind));
                },
                PleoReplyKind.NotFound,
                waiting.Token
            )
            .AsTask();
        await waiting.CancelAsync();

        (await second).Kind.ShouldBe(PleoReplyKind.NotSent);
        called.ShouldBeFalse();
        busy.SetResult(new PleoReply(PleoReplyKind.NotFound));
        (await first).Kind.ShouldBe(PleoReplyKind.NotFound);
    }

    private static async Task CloseAsync(PleoPipeline gate)
    {
        for (var call = 0; call < 2 * PleoPipeline.MinimumThroughput; call++)
        {
            await gate.PassAsync(
                static kind => new(new PleoReply(kind)),
                PleoReplyKind.ServerError,
                CancellationToken.None
            );
        }
    }
}
