using System.Net;
using System.Text.Json;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Integration.Tests.Hosting;

public sealed class DeliveryRoutesTests : IAsyncLifetime
{
    private readonly RunningLocal _local = new();

    public ValueTask InitializeAsync() => _local.InitializeAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    [Fact]
    public async Task Deliveries_that_are_not_done_are_listed_and_filtered()
    {
        await _local.SendAsync("msg_0");
        await _local.SendAsync("msg_1", TestTenants.Unauthorized);
        await _local.SendAsync("msg_2", TestTenants.Rejected);

        var all = await AskAsync("/api/deliveries/acme");
        var failed = await AskAsync("/api/deliveries/acme?state=failed&code=pleo_rejected");

        Ids(all).ShouldBe(["msg_1", "msg_2"]);
        Ids(failed).ShouldBe(["msg_2"]);
    }

    [Fact]
    public async Task A_delivery_is_read_with_its_history_and_answer()
    {
        await _local.SendAsync("msg_1");

        var delivery = await AskAsync("/api/deliveries/acme/northwind/msg_1");

        delivery.GetProperty("state").GetString().ShouldBe("done");
        delivery.GetProperty("history").GetArrayLength().ShouldBe(1);
        delivery.GetProperty("answer").GetProperty("installation").GetProperty("state").GetString().ShouldBe("pending");
    }

    [Fact]
    public async Task A_customer_is_read_with_its_installation_company_event_and_deliveries()
    {
        await _local.SendAsync("msg_1");
        await _local.SendAsync("msg_2");

        var customer = await AskAsync("/api/customers/acme/northwind");

        var answer = (await AskAsync("/api/deliveries/acme/northwind/msg_2")).GetProperty("answer");
        var installation = answer.GetProperty("installation");
        customer.GetProperty("installationId").GetString().ShouldBe(installation.GetProperty("id").GetString());
        customer
            .GetProperty("company")
            .GetString()
            .ShouldBe(installation.GetProperty("resource").GetProperty("urn").GetString());
        customer.GetProperty("newestEvent").GetProperty("deliveryId").GetString().ShouldBe("msg_2");
        Ids(customer).ShouldBe(["msg_2", "msg_1"]);
    }

    [Fact]
    public async Task Replays_a_delivery_that_failed_without_the_vault()
    {
        _local.Faults.Vault = VaultFault.Down;
        var sent = await SendUntilClaimedAsync();
        _local.Faults.Vault = VaultFault.None;
        await Task.Delay(SecretCache.FailurePause + TimeSpan.FromSeconds(0.2), TimeProvider.System, Cancelled);

        using var replayed = await _local.AskAsync(HttpMethod.Post, "/api/deliveries/acme/northwind-2/msg_2/replay");

        sent.ShouldBe(503);
        replayed.StatusCode.ShouldBe(HttpStatusCode.OK);
        replayed.Headers.GetValues("Onboarding-Outcome").ShouldBe(["created"]);
        replayed.Headers.CacheControl!.NoStore.ShouldBeTrue();
        _local.Pleo.Creations.Count(creation => creation.DeliveryId is "msg_2").ShouldBe(1);
    }

    [Fact]
    public async Task Only_a_page_of_the_same_origin_may_replay_a_delivery()
    {
        const string replay = "/api/deliveries/acme/northwind/msg_1/replay";
        await _local.SendAsync("msg_1");

        using var own = await _local.AskAsync(HttpMethod.Post, replay, origin: _local.Address);
        using var other = await _local.AskAsync(HttpMethod.Post, replay, isRoute: false, "https://elsewhere.example");
        using var hidden = await _local.AskAsync(HttpMethod.Post, replay, isRoute: false, "null");

        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        hidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Erases_a_customer_and_refuses_its_old_delivery()
    {
        await _local.SendAsync("msg_1");

        using var erased = await _local.AskAsync(HttpMethod.Delete, "/api/customers/acme/northwind");
        using var again = await _local.AskAsync(HttpMethod.Delete, "/api/customers/acme/northwind");
        var old = await _local.SendAsync("msg_1");
        var added = await _local.SendAsync("msg_2");

        erased.StatusCode.ShouldBe(HttpStatusCode.OK);
        erased.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var document = JsonElement.Parse(await erased.Content.ReadAsByteArrayAsync(Cancelled));
        document.GetProperty("state").GetString().ShouldBe("erased");
        document.GetProperty("deliveries").GetInt32().ShouldBe(1);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        old.ShouldBe(410);
        added.ShouldBe(200);
        _local.Pleo.Creations.ShouldAllBe(creation => creation.DeliveryId == "msg_1");
    }

    [Fact]
    public async Task Only_a_page_of_the_same_origin_may_erase_a_customer()
    {
        const string customer = "/api/customers/acme/northwind";
        await _local.SendAsync("msg_1");

        using var other = await _local.AskAsync(
            HttpMethod.Delete,
            customer,
            isRoute: false,
            "https://elsewhere.example"
        );
        using var hidden = await _local.AskAsync(HttpMethod.Delete, customer, isRoute: false, "null");
        using var kept = await _local.AskAsync(HttpMethod.Get, customer);
        using var own = await _local.AskAsync(HttpMethod.Delete, customer, origin: _local.Address);

        other.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        hidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        kept.StatusCode.ShouldBe(HttpStatusCode.OK);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/api/deliveries/globex", 404, "unknown_partner")]
    [InlineData("GET", "/api/deliveries/acme?state=lost", 400, "invalid_query")]
    [InlineData("GET", "/api/deliveries/acme?code=x%27%20or%20%271%27%20eq%20%271", 400, "invalid_query")]
    [InlineData("GET", "/api/deliveries/acme/northwind/msg_0", 404, "unknown_delivery")]
    [InlineData("GET", "/api/deliveries/acme/northwind/msg%27%20or%20%271%27%20eq%20%271", 404, "unknown_delivery")]
    [InlineData("POST", "/api/deliveries/acme/northwind/msg_0/replay", 404, "unknown_delivery")]
    [InlineData("GET", "/api/deliveries/acme/North%20wind/msg_0", 404, "unknown_delivery")]
    [InlineData("GET", "/api/customers/globex/northwind", 404, "unknown_partner")]
    [InlineData("GET", "/api/customers/acme/northwind", 404, "unknown_customer")]
    [InlineData("GET", "/api/customers/acme/North%20wind", 404, "unknown_customer")]
    [InlineData("DELETE", "/api/customers/globex/northwind", 404, "unknown_partner")]
    [InlineData("DELETE", "/api/customers/acme/northwind", 404, "unknown_customer")]
    [InlineData("DELETE", "/api/customers/acme/North%20wind", 404, "unknown_customer")]
    public async Task A_request_that_cannot_be_served_is_a_problem(
        string method,
        string address,
        int status,
        string code
    )
    {
        using var response = await _local.AskAsync(new HttpMethod(method), address);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var problem = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled));
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("type").GetString().ShouldEndWith("#" + code);
    }

    [Theory]
    [InlineData("POST", "/api/deliveries/acme")]
    [InlineData("DELETE", "/api/deliveries/acme/northwind/msg_1")]
    [InlineData("GET", "/api/deliveries/acme/northwind/msg_1/replay")]
    [InlineData("POST", "/api/customers/acme/northwind")]
    public async Task Refuses_other_methods(string method, string address)
    {
        using var response = await _local.AskAsync(new HttpMethod(method), address, isRoute: false);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The signing key must be cached before the vault fails, or nothing is claimed.</summary>
    private async Task<int> SendUntilClaimedAsync()
    {
        _local.Faults.Vault = VaultFault.None;
        await _local.SendAsync("msg_1");
        _local.Faults.Vault = VaultFault.Down;
        return await _local.SendAsync("msg_2", TestTenants.Works + "-2");
    }

    private async Task<JsonElement> AskAsync(string address)
    {
        using var response = await _local.AskAsync(HttpMethod.Get, address);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Cancelled));
    }

    private static IEnumerable<string?> Ids(JsonElement list) =>
        list.GetProperty("deliveries").EnumerateArray().Select(one => one.GetProperty("deliveryId").GetString());
}
