namespace PleoFunctions.Tests;

/// <summary>The operators' routes through their functions.</summary>
public sealed class DeliveryFunctionsTests : IAsyncLifetime
{
    private SocketPleo _pleo = null!;
    private FunctionApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _pleo = await SocketPleo.StartAsync();
        _app = new FunctionApp(SampleSettings.WithPleoAt(_pleo.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _pleo.DisposeAsync();
    }

    [Fact]
    public async Task Deliveries_are_listed_by_the_filters_in_the_address()
    {
        await _app.OnboardAsync(SignedWebhook.Create("msg_1"));

        var all = await _app.ListAsync(Get("api/deliveries/acme"));
        var nonsense = await _app.ListAsync(Get("api/deliveries/acme?state=nonsense"));

        ((int)all.StatusCode).ShouldBe(200, all.Text());
        all.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        all.Header("Cache-Control").ShouldBe("no-store");
        all.Json()["deliveries"]!.AsArray().ShouldBeEmpty();
        nonsense.ShouldBeProblem(400, "invalid_query");
    }

    [Fact]
    public async Task A_delivery_is_read_with_its_answer()
    {
        var created = await _app.OnboardAsync(SignedWebhook.Create("msg_1"));

        var read = await _app.ReadAsync(Get("api/deliveries/acme/northwind/msg_1"), "msg_1");
        var unknown = await _app.ReadAsync(Get("api/deliveries/acme/northwind/msg_2"), "msg_2");

        ((int)read.StatusCode).ShouldBe(200, read.Text());
        read.Json()["answer"]!.ToJsonString().ShouldBe(created.Json().ToJsonString());
        unknown.ShouldBeProblem(404, "unknown_delivery");
    }

    [Fact]
    public async Task A_delivery_that_is_done_is_replayed_without_another_call()
    {
        var created = await _app.OnboardAsync(SignedWebhook.Create("msg_1"));

        var replayed = await _app.ReplayAsync(Request("POST", "api/deliveries/acme/northwind/msg_1/replay"), "msg_1");

        replayed.Header("Onboarding-Outcome").ShouldBe("replayed");
        replayed.Header("Cache-Control").ShouldBe("no-store");
        replayed.Text().ShouldBe(created.Text());
        _pleo.Creations.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_customer_is_read_with_its_deliveries()
    {
        await _app.OnboardAsync(SignedWebhook.Create("msg_1"));

        var read = await _app.ReadCustomerAsync(Get("api/customers/acme/northwind"), "northwind");
        var unknown = await _app.ReadCustomerAsync(Get("api/customers/acme/southwind"), "southwind");

        ((int)read.StatusCode).ShouldBe(200, read.Text());
        read.Header("Cache-Control").ShouldBe("no-store");
        var customer = read.Json();
        ((string?)customer["tenant"]).ShouldBe("northwind");
        ((string?)customer["newestEvent"]!["deliveryId"]).ShouldBe("msg_1");
        ((string?)customer["deliveries"]!.AsArray().ShouldHaveSingleItem()!["deliveryId"]).ShouldBe("msg_1");
        unknown.ShouldBeProblem(404, "unknown_customer");
    }

    [Fact]
    public async Task A_customer_is_erased_and_its_old_delivery_is_refused()
    {
        await _app.OnboardAsync(SignedWebhook.Create("msg_1"));

        var erased = await _app.EraseCustomerAsync(Delete("api/customers/acme/northwind"), "northwind");
        var unknown = await _app.EraseCustomerAsync(Delete("api/customers/acme/southwind"), "southwind");
        var old = await _app.OnboardAsync(SignedWebhook.Create("msg_1"));

        ((int)erased.StatusCode).ShouldBe(200, erased.Text());
        erased.Header("Cache-Control").ShouldBe("no-store");
        erased.Text().ShouldBe("""{"partner":"acme","tenant":"northwind","state":"erased","deliveries":1}""");
        unknown.ShouldBeProblem(404, "unknown_customer");
        old.ShouldBeProblem(410, "delivery_erased");
        _pleo.Creations.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_request_without_the_admin_key_is_refused_before_anything_is_read()
    {
        await _app.OnboardAsync(SignedWebhook.Create("msg_1"));
        var (none, partners, foreign) = (Bare(), Bare().WithKey("acme"), Bare().WithKey("master", "Admin", "Other"));

        (await _app.EraseCustomerAsync(none, "northwind")).ShouldBeProblem(401, "not_allowed");
        (await _app.EraseCustomerAsync(partners, "northwind")).ShouldBeProblem(401, "not_allowed");
        (await _app.EraseCustomerAsync(foreign, "northwind")).ShouldBeProblem(401, "not_allowed");
        (await _app.ListAsync(none)).ShouldBeProblem(401, "not_allowed");
        (await _app.ReadAsync(none, "msg_1")).ShouldBeProblem(401, "not_allowed");
        (await _app.ReplayAsync(none, "msg_1")).ShouldBeProblem(401, "not_allowed");
        (await _app.ReadCustomerAsync(none, "northwind")).ShouldBeProblem(401, "not_allowed");

        (await _app.OnboardAsync(SignedWebhook.Create("msg_1"))).Header("Onboarding-Outcome").ShouldBe("replayed");

        static RequestDouble Bare() => new(new InvocationDouble(), "DELETE", "api/customers/acme/northwind");
    }

    [Fact]
    public async Task The_audit_has_the_name_of_the_key()
    {
        await _app.OnboardAsync(SignedWebhook.Create("msg_1"));
        await _app.ReplayAsync(Request("POST", "api/deliveries/acme/northwind/msg_1/replay"), "msg_1");

        var customer = await _app.ReadCustomerAsync(Get("api/customers/acme/northwind"), "northwind");

        ((string?)customer.Json()["audit"]!.AsArray().ShouldHaveSingleItem()!["operator"]).ShouldBe("key master");
    }

    private static RequestDouble Delete(string path) => Request("DELETE", path);

    private static RequestDouble Get(string path) => Request("GET", path);

    private static RequestDouble Request(string method, string path) =>
        new RequestDouble(new InvocationDouble(), method, path).WithKey("master", "Admin");
}
