using System.Net;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>A partner that has <c>AnswerWithin</c> gets 202 when the result is not there in time.</summary>
public sealed class AnswerWithinTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OperatorScenario _scenario = new(
        ledger: null,
        ("Partners:acme:AnswerWithin", "00:00:01"),
        ("Pleo:AttemptTimeout", "00:00:12"),
        ("Pleo:TotalTimeout", "00:00:25")
    );

    public AnswerWithinTests() => _scenario.PleoTimings.Lease = TimeSpan.FromSeconds(90);

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_result_in_time_is_answered_as_always()
    {
        var answer = await _scenario.SendAsync("msg_1");

        answer.ShouldBeInstalled("created");
        _scenario.Logs.Text.ShouldNotContain("202");
    }

    [Fact]
    public async Task A_failure_in_time_is_answered_as_always()
    {
        _scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));

        (await _scenario.SendAsync("msg_1")).ShouldBeProblem(422, "pleo_rejected");
    }

    [Fact]
    public async Task A_result_that_takes_longer_is_accepted_and_follows()
    {
        HoldReply();

        var answer = await Patience.ForAsync(_scenario.SendAsync("msg_1"));
        var again = await _scenario.SendAsync("msg_1");
        var other = await _scenario.SendAsync("msg_2");
        var running = (await _scenario.ReadAsync("msg_1")).GetProperty("state").GetString();
        _reply.SetResult();
        await DoneAsync("msg_1");
        var result = await _scenario.SendAsync("msg_1");

        answer.Status.ShouldBe(202);
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Header("Onboarding-Outcome").ShouldBe("accepted");
        answer.Text().ShouldBe("""{"deliveryId":"msg_1","partner":"acme","tenant":"northwind","state":"accepted"}""");
        again.Text().ShouldBe(answer.Text());
        other.Status.ShouldBe(202);
        (await _scenario.ReadAsync("msg_2")).GetProperty("state").GetString().ShouldBe("waiting");
        running.ShouldBe("in_progress");
        result.ShouldBeInstalled("replayed");
        _scenario.Pleo.Calls.ShouldBe(["POST"]);
        _scenario.Logs.Text.ShouldContain(
            "104 Delivery msg_1 of acme for northwind, answered with 202, ended with 200"
        );
    }

    [Fact]
    public async Task A_host_that_stops_waits_for_what_it_has_accepted()
    {
        HoldReply();
        await _scenario.SendAsync("msg_1");

        var stopping = _scenario.Drain.StoppedAsync(TestContext.Current.CancellationToken);
        var isStopped = stopping.IsCompleted;
        _reply.SetResult();
        await Patience.ForAsync(stopping);

        isStopped.ShouldBeFalse();
        (await _scenario.ReadAsync("msg_1")).GetProperty("state").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task What_fails_after_the_answer_is_left_to_recovery()
    {
        HoldReply(ProgrammablePleo.Busy);

        (await _scenario.SendAsync("msg_1")).Status.ShouldBe(202);
        _reply.SetResult();
        await Patience.WaitAsync(async () =>
            (await _scenario.ReadAsync("msg_1")).GetProperty("state").GetString() is "failed"
        );
        _scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));
        _scenario.Clock.Advance(TimeSpan.FromMinutes(5));
        await _scenario.Recovery.RunAsync(TestContext.Current.CancellationToken);

        (await _scenario.ReadAsync("msg_1")).GetProperty("state").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task A_delivery_that_has_failed_is_not_promised_while_its_customer_is_busy()
    {
        _scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        await _scenario.SendAsync("msg_1");
        HoldReply();
        (await _scenario.SendAsync("msg_2")).Status.ShouldBe(202);

        var again = await _scenario.SendAsync("msg_1");

        _reply.SetResult();
        again.ShouldBeProblem(409, "customer_busy");
        await DoneAsync("msg_2");
    }

    [Fact]
    public async Task A_customer_that_is_being_erased_is_not_promised_anything()
    {
        await _scenario.SendAsync("msg_1");
        (await _scenario.Ledger.ReadAsync(new("acme", "northwind", "msg_1"))).Succeeded(out var rows, out _);
        var claim = new CustomerClaim("", "erase", OperatorScenario.Lease, LeaseUntil: null);
        await _scenario.Store.EraseAsync(rows!.Customer!.Erasing(claim), []);

        (await _scenario.SendAsync("msg_2")).ShouldBeProblem(409, "customer_busy");
    }

    [Fact]
    public async Task A_replay_waits_for_its_result()
    {
        HoldReply();
        await _scenario.SendAsync("msg_1");
        await _scenario.SendAsync("msg_2");

        var busy = await _scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_2");

        _reply.SetResult();
        busy.ShouldBeUncachedProblem(409, "customer_busy");
        busy.Json()
            .GetProperty("detail")
            .GetString()!
            .ShouldMatch(
                "^Another delivery of this customer is being worked on. It can run from [0-9]{2}:[0-9]{2}:[0-9]{2} UTC.$"
            );
        await DoneAsync("msg_1");
    }

    private void HoldReply(Func<HttpResponseMessage>? failure = null) =>
        _scenario.Pleo.Post = async metadata =>
        {
            await _reply.Task;
            return failure?.Invoke() ?? ProgrammablePleo.With(metadata);
        };

    private Task DoneAsync(string deliveryId) =>
        Patience.WaitAsync(async () =>
            (await _scenario.ReadAsync(deliveryId)).GetProperty("state").GetString() is "done"
        );
}
