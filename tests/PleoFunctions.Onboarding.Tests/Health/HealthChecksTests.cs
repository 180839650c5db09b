using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Health;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Health;

public sealed class HealthChecksTests : OnboardingScenario
{
    private bool _ledgerIsBroken;

    [Fact]
    public void Is_live_while_the_process_serves()
    {
        HealthChecks.Live.Status.ShouldBe(200);
        HealthChecks.Live.Text().ShouldBe("""{"status":"healthy"}""");
        HealthChecks.Live.Header("Cache-Control").ShouldBe("no-store");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(200)]
    [InlineData(302)]
    public async Task Is_ready_when_vault_ledger_and_Pleo_give_any_answer(int status)
    {
        Vault.Remove(SigningSecret);
        Pleo.OnGet(Reply.Status(status, ("Location", "/elsewhere"))).Listen();

        var answer = await ReadyAsync();

        answer.Status.ShouldBe(200);
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Header("Cache-Control").ShouldBe("no-store");
        answer.Json().GetProperty("status").GetString().ShouldBe("healthy");
        Failures(answer).ShouldBe(["vault: healthy", "ledger: healthy", "pleo: healthy"]);
        Pleo.Calls[0]["Authorization"].ShouldBeNull();
    }

    [Fact]
    public async Task Names_every_failing_dependency_and_its_failure()
    {
        _ledgerIsBroken = true;
        Vault.Fail(HttpStatusCode.Forbidden);
        Pleo.OnGet(Reply.Status(500)).Listen();

        var answer = await ReadyAsync();

        answer.Status.ShouldBe(503);
        answer.Json().GetProperty("status").GetString().ShouldBe("unhealthy");
        Failures(answer).ShouldBe(["vault: answered 403", "ledger: IOException", "pleo: answered 500"]);
        answer.Text().ShouldNotContain("webhook-signing");
        answer.Text().ShouldNotContain("vault.example");
        answer.Text().ShouldNotContain("says-this");
    }

    [Fact]
    public async Task Says_that_a_dependency_cannot_be_reached()
    {
        Vault.Disappear();

        var answer = await ReadyAsync();

        Failures(answer).ShouldBe(["vault: cannot be reached", "ledger: healthy", "pleo: cannot be reached"]);
    }

    [Fact]
    public async Task Waits_three_seconds_for_each_at_the_same_time()
    {
        Vault.Hold();
        Pleo.OnGet(Reply.Never).Listen();

        var asking = ReadyAsync();
        await Vault.WhenReadAsync();
        await Pleo.NextCallAsync();
        Clock.Advance(TimeSpan.FromSeconds(3));
        var answer = await asking;

        Failures(answer).ShouldBe(["vault: timed out", "ledger: healthy", "pleo: timed out"]);
        answer.Json().GetProperty("checks").GetProperty("pleo").GetProperty("durationMs").GetDouble().ShouldBe(3000);
    }

    [Fact]
    public async Task Asks_again_only_after_five_seconds()
    {
        Pleo.OnGet(Reply.Status(500)).OnGet(Reply.Status(401)).Listen();

        var first = await ReadyAsync();
        Clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        var second = await ReadyAsync();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        var third = await ReadyAsync();

        second.ShouldBeSameAs(first);
        third.Status.ShouldBe(200);
    }

    [Fact]
    public async Task Asks_once_for_all_concurrent_callers()
    {
        Pleo.OnGet(Reply.Status(401)).Listen();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadyAsync()));

        answers.ShouldAllBe(answer => answer.Status == 200);
    }

    internal override void Configure(IServiceCollection services)
    {
        if (_ledgerIsBroken)
        {
            services.AddSingleton<ILedgerStore>(new BrokenStore(Clock));
        }
    }

    private Task<Answer> ReadyAsync() => Patience.ForAsync(Services.GetRequiredService<HealthChecks>().GetReadyAsync());

    private static IReadOnlyList<string> Failures(Answer answer) =>
        [
            .. answer
                .Json()
                .GetProperty("checks")
                .EnumerateObject()
                .Select(check =>
                    $"{check.Name}: {(check.Value.TryGetProperty("failure", out var failure) ? failure : check.Value.GetProperty("status"))}"
                ),
        ];
}
