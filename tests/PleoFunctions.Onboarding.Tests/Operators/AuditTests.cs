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
    public async Task A_replay_that_an_erase_overtakes_answers_nothing_and_keeps_no_id()
    {
        Pleo.OnPost(Reply.Created).Listen();
        await SendAsync(new Webhook());
        var customer = new CustomerKey("acme", "northwind");
        _store.BeforeAudit = async () =>
        {
            _store.BeforeAudit = static () => Task.CompletedTask;
            var erasure = await Services
                .GetRequiredService<DeliveryLedger>()
                .EraseAsync(customer, TimeSpan.FromMinutes(1));
            erasure.Succeeded(out _, out _).ShouldBeTrue();
        };

        var answer = await Deliveries.ReplayAsync(Master, "acme", "northwind", "msg_1");

        answer.ShouldBeUncachedProblem(410, "delivery_erased");
        _store.LastAudit.ShouldNotBeNull().DeliveryId.ShouldBeNull();
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
        events[0]
            .ShouldStartWith(
                "Operator key master: replay for a customer of acme, delivery msg_1, ended as replayed (trace "
            );
        events[1]
            .ShouldStartWith(
                "Operator key master: erase for a customer of acme, delivery none, ended as erased (trace "
            );
        events[1].ShouldNotContain("northwind");
    }

    internal override void Configure(IServiceCollection services) => services.AddSingleton<ILedgerStore>(_store);
}
