using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Operators;

/// <summary>An operator erases a customer, and what partners and operators get afterwards.</summary>
public sealed class EraseTests : IAsyncDisposable
{
    private readonly OperatorScenario _scenario = new();

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task The_answer_has_exactly_these_properties()
    {
        await _scenario.SendAsync("msg_1");
        await _scenario.SendAsync("msg_2");

        var answer = await EraseAsync();
        var again = await EraseAsync();

        answer.Status.ShouldBe(200);
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Header("Cache-Control").ShouldBe("no-store");
        answer.Text().ShouldBe("""{"partner":"acme","tenant":"northwind","state":"erased","deliveries":2}""");
        again.Text().ShouldBe("""{"partner":"acme","tenant":"northwind","state":"erased","deliveries":0}""");
    }

    [Fact]
    public async Task An_old_delivery_that_is_sent_again_calls_Pleo_no_more()
    {
        await _scenario.SendAsync("msg_1");
        await EraseAsync();
        var calls = _scenario.Pleo.Calls.Count;

        var answer = await _scenario.SendAsync("msg_1");

        answer.Status.ShouldBe(410);
        answer.Json().GetProperty("code").GetString().ShouldBe("delivery_erased");
        answer.Json().GetProperty("retryable").GetBoolean().ShouldBeFalse();
        _scenario.Pleo.Calls.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task The_erase_itself_does_not_call_Pleo()
    {
        await _scenario.SendAsync("msg_1");
        var calls = _scenario.Pleo.Calls.Count;

        await EraseAsync();

        _scenario.Pleo.Calls.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task A_new_delivery_onboards_the_customer_again()
    {
        await _scenario.SendAsync("msg_1");
        await EraseAsync();

        var onboarded = await _scenario.SendAsync("msg_2");
        var again = await _scenario.SendAsync("msg_2");
        var old = await _scenario.SendAsync("msg_1");
        var customer = (await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind")).Json();

        onboarded.Status.ShouldBe(200, onboarded.Text());
        again.Outcome.ShouldBe("replayed");
        old.Status.ShouldBe(410);
        customer.GetProperty("newestEvent").GetProperty("deliveryId").GetString().ShouldBe("msg_2");
        customer.GetProperty("deliveries").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task An_operator_cannot_read_or_replay_what_was_erased()
    {
        await _scenario.SendAsync("msg_1");
        await EraseAsync();

        (await _scenario.Deliveries.ReadAsync("acme", "northwind", "msg_1")).ShouldBeUncachedProblem(
            410,
            "delivery_erased"
        );
        (await _scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1")).ShouldBeUncachedProblem(
            410,
            "delivery_erased"
        );
        (await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind")).ShouldBeUncachedProblem(
            404,
            "unknown_customer"
        );
        (await _scenario.Deliveries.ListAsync("acme", "")).Text().ShouldBe("""{"deliveries":[]}""");
    }

    [Fact]
    public async Task A_customer_that_is_being_worked_on_is_busy()
    {
        await _scenario.Ledger.ClaimAsync(
            new DeliveryKey("acme", "northwind", "msg_1"),
            new DeliveryRequest("body"u8.ToArray(), occurredAt: null),
            OperatorScenario.Lease,
            OperatorScenario.SettlingTime
        );

        var answer = await EraseAsync();

        answer.ShouldBeUncachedProblem(409, "customer_busy");
        int.Parse(answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeInRange(1, (int)OperatorScenario.Lease.TotalSeconds);
    }

    [Theory]
    [InlineData("globex", "northwind", "unknown_partner")]
    [InlineData("acme", "southwind", "unknown_customer")]
    [InlineData("acme", "Northwind", "unknown_customer")]
    [InlineData("acme", "", "unknown_customer")]
    public async Task A_missing_customer_is_not_erased(string partner, string tenant, string code)
    {
        await _scenario.SendAsync("msg_1");

        (await _scenario.Deliveries.EraseCustomerAsync(partner, tenant)).ShouldBeUncachedProblem(404, code);
        (await _scenario.ReadAsync("msg_1")).GetProperty("state").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task The_audit_keeps_who_did_what_and_when_but_no_delivery()
    {
        await _scenario.SendAsync("msg_1");
        await _scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");
        await EraseAsync();
        await _scenario.SendAsync("msg_2");
        await _scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_2");

        var audit = (await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind"))
            .Json()
            .GetProperty("audit")
            .EnumerateArray()
            .Select(one => (one.GetProperty("action").GetString(), one.GetProperty("outcome").GetString(), IdOf(one)))
            .ToList();

        audit.ShouldBe(
            [("replay", "replayed", "msg_2"), ("erase", "erased", null), ("replay", "replayed", null)],
            ignoreOrder: true
        );

        static string? IdOf(System.Text.Json.JsonElement one) =>
            one.TryGetProperty("deliveryId", out var id) ? id.GetString() : null;
    }

    private Task<Answer> EraseAsync() => _scenario.Deliveries.EraseCustomerAsync("acme", "northwind");
}
