using System.Net;
using System.Text.Json;
using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Testing.Operators;

/// <summary>What a replay of a delivery does, with any ledger.</summary>
public abstract class ReplayContract
{
    [Fact]
    public async Task A_failed_delivery_is_replayed_from_its_stored_body()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        (await scenario.SendAsync("msg_1")).Status.ShouldBe(422);
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));

        var replayed = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");

        replayed.Outcome().ShouldBe("created");
        replayed.Header("Cache-Control").ShouldBe("no-store");
        var made = JsonElement.Parse(scenario.Pleo.Created!);
        made.GetProperty("onboardingDeliveryId").GetString().ShouldBe("msg_1");
        made.GetProperty("externalConfigurationId").GetString().ShouldBe("cfg-42");
        scenario.Pleo.Calls.ShouldBe(["POST", "POST"]);

        var again = await scenario.SendAsync("msg_1");
        again.Outcome().ShouldBe("replayed");
        again.Text().ShouldBe(replayed.Text());
    }

    [Fact]
    public async Task An_unknown_delivery_is_looked_up_and_adopted_without_another_POST()
    {
        await using var scenario = Compose();
        await LoseReplyAsync(scenario);
        scenario.Pleo.Get = () => Task.FromResult(ProgrammablePleo.With(scenario.Pleo.Created!));

        var replayed = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");

        replayed.Outcome().ShouldBe("reconciled");
        scenario.Pleo.Calls.ShouldBe(["GET"]);
        History(await scenario.ReadAsync("msg_1")).ShouldBe(["1 unknown outcome_unknown", "2 done "]);
    }

    [Fact]
    public async Task An_unknown_delivery_is_not_sent_again_while_its_request_may_still_take_effect()
    {
        await using var scenario = Compose();
        await LoseReplyAsync(scenario);

        var replayed = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");

        replayed.ShouldBeUncachedProblem(503, "outcome_unknown");
        replayed.Header("Retry-After").ShouldNotBeNull();
        scenario.Pleo.Calls.ShouldNotBeEmpty();
        scenario.Pleo.Calls.ShouldAllBe(call => call.Equals("GET", StringComparison.Ordinal));
        (await scenario.ReadAsync("msg_1")).GetProperty("state").GetString().ShouldBe("unknown");
    }

    [Fact]
    public async Task An_unknown_delivery_that_Pleo_does_not_have_is_sent_after_the_settling_time()
    {
        await using var scenario = Compose();
        await LoseReplyAsync(scenario);
        await PassAsync(scenario, OperatorScenario.SettlingTime + TimeSpan.FromSeconds(3.1));
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));

        var replayed = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");

        replayed.Outcome().ShouldBe("created");
        scenario.Pleo.Calls.ShouldBe(["GET", "POST"]);
    }

    [Fact]
    public async Task A_done_delivery_gives_the_same_answer_again()
    {
        await using var scenario = Compose();
        var created = await scenario.SendAsync("msg_1");
        scenario.Pleo.Forget();

        var replayed = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");

        created.Outcome().ShouldBe("created");
        replayed.Outcome().ShouldBe("replayed");
        replayed.Text().ShouldBe(created.Text());
        scenario.Pleo.Calls.ShouldBeEmpty();
        (await scenario.ReadAsync("msg_1")).GetProperty("attempts").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_replay_of_the_newest_event_sends_it_again_after_a_late_update()
    {
        await using var scenario = Compose();
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Post = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
        (await scenario.SendAsync("msg_2")).Status.ShouldBe(503);
        var late = scenario.Pleo.Created!;
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));
        var newest = await scenario.SendAsync("msg_3");
        await PassAsync(scenario, OperatorScenario.SettlingTime + TimeSpan.FromSeconds(3.1));
        scenario.Pleo.Get = () => Task.FromResult(ProgrammablePleo.With(late));
        scenario.Pleo.Forget();

        var replayed = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_3");

        replayed.Outcome().ShouldBe("replayed");
        replayed.Text().ShouldBe(newest.Text());
        scenario.Pleo.Calls.ShouldBe(["GET", "PUT"]);
        JsonElement.Parse(scenario.Pleo.Created!).GetProperty("onboardingDeliveryId").GetString().ShouldBe("msg_3");
    }

    [Fact]
    public async Task A_delivery_in_progress_is_not_replayed_until_its_lease_has_run_out()
    {
        await using var scenario = Compose();
        var body = System.Text.Encoding.UTF8.GetBytes(OperatorScenario.Payload);
        await scenario.Ledger.ClaimAsync(
            new DeliveryKey("acme", "northwind", "msg_1"),
            new DeliveryRequest(body, null),
            OperatorScenario.Lease,
            OperatorScenario.SettlingTime
        );

        var during = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");
        during.ShouldBeUncachedProblem(409, "delivery_in_progress");
        during.Header("Retry-After").ShouldNotBeNull();
        scenario.Pleo.Calls.ShouldBeEmpty();

        await PassAsync(scenario, OperatorScenario.Lease + OperatorScenario.SettlingTime + TimeSpan.FromSeconds(1.1));
        var after = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");

        // The dead process may have sent it, so the replay looks first.
        after.Outcome().ShouldBe("created");
        scenario.Pleo.Calls.ShouldBe(["GET", "POST"]);
        History(await scenario.ReadAsync("msg_1")).ShouldBe(["1 lapsed ", "2 done "]);
    }

    [Fact]
    public async Task Concurrent_replays_run_a_delivery_once()
    {
        await using var scenario = Compose();
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Forget();
        scenario.Pleo.Post = metadata => Task.FromResult(ProgrammablePleo.With(metadata));

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1"))
        );

        scenario.Pleo.Calls.ShouldBe(["POST"]);
        answers.Count(answer => answer.Header("Onboarding-Outcome") is "created").ShouldBe(1);
        answers.ShouldAllBe(answer => answer.Status == 200 || answer.Status == 409);
    }

    [Theory]
    [InlineData("acme", "msg_2", "unknown_delivery")]
    [InlineData("acme", "msg_1' or '1' eq '1", "unknown_delivery")]
    [InlineData("acme", "../acme/msg_1", "unknown_delivery")]
    [InlineData("globex", "msg_1", "unknown_partner")]
    [InlineData("acme' or '1' eq '1", "msg_1", "unknown_partner")]
    public async Task A_missing_delivery_is_neither_shown_nor_replayed(string partner, string deliveryId, string code)
    {
        await using var scenario = Compose();
        await scenario.SendAsync("msg_1");
        scenario.Pleo.Forget();

        (await scenario.Deliveries.ReadAsync(partner, "northwind", deliveryId)).ShouldBeUncachedProblem(404, code);
        (await scenario.Deliveries.ReplayAsync(partner, "northwind", deliveryId)).ShouldBeUncachedProblem(404, code);

        scenario.Pleo.Calls.ShouldBeEmpty();
    }

    private protected abstract OperatorScenario Compose();

    /// <summary>Returns after some time on the clock that counts the ledger's leases.</summary>
    private protected abstract Task PassAsync(OperatorScenario scenario, TimeSpan time);

    /// <summary>Pleo creates the installation, and its reply does not come in time.</summary>
    private static async Task LoseReplyAsync(OperatorScenario scenario)
    {
        scenario.Pleo.Post = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
        (await scenario.SendAsync("msg_1")).Status.ShouldBe(503);
        (await scenario.ReadAsync("msg_1")).GetProperty("code").GetString().ShouldBe("outcome_unknown");
        scenario.Pleo.Forget();
    }

    private static IEnumerable<string> History(JsonElement delivery) =>
        delivery
            .GetProperty("history")
            .EnumerateArray()
            .Select(claim =>
                $"{claim.GetProperty("attempt")} {claim.GetProperty("state")} {(claim.TryGetProperty("code", out var code) ? code : "")}"
            );
}
