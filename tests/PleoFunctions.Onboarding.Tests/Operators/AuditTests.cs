using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Tests.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Operators;

/// <summary>The record of what operators did.</summary>
public sealed class AuditTests : OnboardingScenario
{
    private static readonly OperatorCredentials Master = new(new CallerKey("master", IsAdmin: true), null);

    private readonly BrokenStore _store;

    public AuditTests() => _store = new BrokenStore(Clock);

    private DeliveryOperations Deliveries => Services.GetRequiredService<DeliveryOperations>();

    [Fact]
    public async Task A_replay_that_cannot_be_recorded_does_not_happen()
    {
        Pleo.OnPost(Reply.Status(400)).Listen();
        await SendAsync(new Webhook());
        _store.FailsToAudit = true;

        var answer = await Deliveries.ReplayAsync(Master, "acme", "northwind", "msg_1");

        answer.ShouldBeUncachedProblem(503, "ledger_unavailable");
        Pleo.Calls.Count(call => call.Method is "POST").ShouldBe(1);
    }

    [Fact]
    public async Task An_erase_that_cannot_be_recorded_does_not_happen()
    {
        Pleo.OnPost(Reply.Created).Listen();
        await SendAsync(new Webhook());
        _store.FailsToAudit = true;

        var answer = await Deliveries.EraseCustomerAsync(Master, "acme", "northwind");

        answer.ShouldBeUncachedProblem(503, "ledger_unavailable");
        (await SendAsync(new Webhook())).ShouldBeInstalled("replayed");
    }

    [Fact]
    public async Task The_log_says_who_did_what_and_how_it_ended()
    {
        Pleo.OnPost(Reply.Created).Listen();
        await SendAsync(new Webhook());

        await Deliveries.ReplayAsync(Master, "acme", "northwind", "msg_1");
        await Deliveries.EraseCustomerAsync(Master, "acme", "northwind");

        var events = Logs.GetSnapshot().Where(record => record.Id.Id == 113).Select(record => record.Message).ToList();
        events.Count.ShouldBe(2);
        events[0].ShouldStartWith("Operator key master asked for replay of acme, delivery msg_1: replayed (trace ");
        events[1].ShouldStartWith("Operator key master asked for erase of acme, delivery none: erased (trace ");
        events[1].ShouldNotContain("northwind");
    }

    internal override void Configure(IServiceCollection services) => services.AddSingleton<ILedgerStore>(_store);
}
