using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Operators;

public sealed partial class DeliveryOperationsTests : IAsyncDisposable
{
    private readonly OperatorScenario _scenario = new();

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task A_list_has_exactly_these_properties()
    {
        _scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        await _scenario.SendAsync("msg_1");

        var answer = await _scenario.Deliveries.ListAsync("acme", "");

        answer.Status.ShouldBe(200);
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Header("Cache-Control").ShouldBe("no-store");
        TimePattern()
            .Replace(answer.Text(), "<time>")
            .ShouldBe(
                """{"deliveries":[{"deliveryId":"msg_1","partner":"acme","tenant":"northwind","state":"failed","code":"pleo_rejected","attempts":1,"firstSeenAt":"<time>","changedAt":"<time>"}]}"""
            );
    }

    [Fact]
    public async Task A_delivery_that_is_done_has_its_answer_and_its_claims()
    {
        var created = await _scenario.SendAsync("msg_1");

        var answer = await _scenario.Deliveries.ReadAsync("acme", "northwind", "msg_1");

        answer.Status.ShouldBe(200);
        answer.Header("Cache-Control").ShouldBe("no-store");
        TimePattern()
            .Replace(answer.Text(), "<time>")
            .ShouldBe(
                """{"deliveryId":"msg_1","partner":"acme","tenant":"northwind","state":"done","attempts":1,"firstSeenAt":"<time>","changedAt":"<time>","bodySha256":"<hash>","history":[{"attempt":1,"state":"done","claimedAt":"<time>","endedAt":"<time>"}],"answer":<answer>}"""
                    .Replace("<hash>", HashOfPayload, StringComparison.Ordinal)
                    .Replace("<answer>", TimePattern().Replace(created.Text(), "<time>"), StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task A_delivery_in_doubt_is_unknown_and_its_customer_says_since_when()
    {
        _scenario.Pleo.Post = _ => new TaskCompletionSource<HttpResponseMessage>().Task;
        await _scenario.SendAsync("msg_1");

        var delivery = await _scenario.ReadAsync("msg_1");
        var customer = await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind");

        delivery.GetProperty("state").GetString().ShouldBe("unknown");
        delivery.GetProperty("code").GetString().ShouldBe("outcome_unknown");
        customer.Json().GetProperty("createInDoubtSince").GetString()!.ShouldMatch(TimePattern().ToString());
        delivery.TryGetProperty("answer", out _).ShouldBeFalse();
        delivery.TryGetProperty("leaseUntil", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_continuation_leads_to_the_next_page()
    {
        _scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        foreach (var number in Enumerable.Range(1, 5))
        {
            await _scenario.SendAsync($"msg_{number}");
        }

        var ids = new List<string>();
        var query = "?limit=2";
        while (query is not null)
        {
            var page = JsonElement.Parse((await _scenario.Deliveries.ListAsync("acme", query)).Body.Span);
            ids.AddRange(
                page.GetProperty("deliveries")
                    .EnumerateArray()
                    .Select(one => one.GetProperty("deliveryId").GetString()!)
            );
            query = page.TryGetProperty("continuation", out var next) ? $"?limit=2&continuation={next}" : null;
        }

        ids.ShouldBe(["msg_1", "msg_2", "msg_3", "msg_4", "msg_5"]);
    }

    [Theory]
    [InlineData("?state=failed", 1)]
    [InlineData("?state=unknown", 0)]
    [InlineData("?state=dead", 0)]
    [InlineData("?state=failed&code=pleo_rejected", 1)]
    [InlineData("?code=pleo_unavailable", 0)]
    [InlineData("?since=2000-01-01T00:00:00Z", 1)]
    [InlineData("?since=2000-01-01T00:00:00.123%2B02:00", 1)]
    [InlineData("?since=2999-01-01T00:00:00Z", 0)]
    [InlineData("?limit=200", 1)]
    [InlineData("", 1)]
    public async Task The_query_holds_the_filters(string query, int expected)
    {
        await _scenario.SendAsync("msg_1");
        _scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        await _scenario.SendAsync("msg_2");

        var answer = await _scenario.Deliveries.ListAsync("acme", query);

        answer.Status.ShouldBe(200, answer.Text());
        JsonElement.Parse(answer.Body.Span).GetProperty("deliveries").GetArrayLength().ShouldBe(expected);
    }

    [Theory]
    [InlineData("?state=")]
    [InlineData("?state=done")]
    [InlineData("?state=Failed")]
    [InlineData("?state=0")]
    [InlineData("?state=done' or State eq 'Failed")]
    [InlineData("?code=the-admin-key-that-was-put-here")]
    [InlineData("?code=pleo_rejected' or '1' eq '1")]
    [InlineData("?code=pleo_rejected&code=pleo_unavailable")]
    [InlineData("?since=yesterday")]
    [InlineData("?since=2h")]
    [InlineData("?since=2026-11-23")]
    [InlineData("?since=2026-11-23T10:00:00Z' or '1' eq '1")]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=1e2")]
    [InlineData("?continuation=")]
    [InlineData("?continuation=!!!")]
    [InlineData("?continuation=AAECAw")]
    [InlineData("?stat=failed")]
    [InlineData("?failed")]
    [InlineData("?$filter=true")]
    public async Task Any_other_query_is_refused_and_not_repeated(string query)
    {
        await _scenario.SendAsync("msg_1");

        var answer = await _scenario.Deliveries.ListAsync("acme", query);

        answer.ShouldBeUncachedProblem(400, "invalid_query");
        answer.Text().ShouldNotContain("the-admin-key");
        answer.Text().ShouldNotContain("' or ");
    }

    [Fact]
    public async Task A_customer_has_exactly_these_properties()
    {
        var created = await _scenario.SendAsync("msg_1");
        await _scenario.SendAsync("msg_2");

        var answer = await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind");

        answer.Status.ShouldBe(200);
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Header("Cache-Control").ShouldBe("no-store");
        TimePattern()
            .Replace(answer.Text(), "<time>")
            .ShouldBe(
                """{"partner":"acme","tenant":"northwind","installationId":"<id>","company":"<company>","newestEvent":{"deliveryId":"msg_2","at":"<time>"},"changedAt":"<time>","deliveries":[{"deliveryId":"msg_2","partner":"acme","tenant":"northwind","state":"done","attempts":1,"firstSeenAt":"<time>","changedAt":"<time>"},{"deliveryId":"msg_1","partner":"acme","tenant":"northwind","state":"done","attempts":1,"firstSeenAt":"<time>","changedAt":"<time>"}],"audit":[]}"""
                    .Replace("<id>", created.Installation().GetProperty("id").GetString(), StringComparison.Ordinal)
                    .Replace(
                        "<company>",
                        created.Installation().GetProperty("resource").GetProperty("urn").GetString(),
                        StringComparison.Ordinal
                    )
            );
    }

    [Fact]
    public async Task A_customer_shows_its_running_delivery_and_what_waits()
    {
        var key = new CustomerKey("acme", "northwind");
        foreach (var id in (string[])["msg_1", "msg_2"])
        {
            await _scenario.Ledger.ClaimAsync(
                new DeliveryKey(key, id),
                new DeliveryRequest(System.Text.Encoding.UTF8.GetBytes(id), occurredAt: null),
                OperatorScenario.Lease,
                OperatorScenario.SettlingTime
            );
        }

        var customer = (await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind")).Json();

        customer.GetProperty("runningDeliveryId").GetString().ShouldBe("msg_1");
        customer.GetProperty("leaseUntil").GetString()!.ShouldMatch(TimePattern().ToString());
        customer.TryGetProperty("newestEvent", out _).ShouldBeFalse();
        customer
            .GetProperty("deliveries")
            .EnumerateArray()
            .Select(delivery => $"{delivery.GetProperty("deliveryId")} {delivery.GetProperty("state")}")
            .ShouldBe(["msg_2 waiting", "msg_1 in_progress"]);
    }

    [Fact]
    public async Task A_customer_shows_its_hundred_newest_deliveries()
    {
        for (var number = 1; number <= 101; number++)
        {
            await _scenario.SendAsync($"msg_{number}");
        }

        var deliveries = (await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind"))
            .Json()
            .GetProperty("deliveries");

        deliveries.GetArrayLength().ShouldBe(100);
        deliveries[0].GetProperty("deliveryId").GetString().ShouldBe("msg_101");
        deliveries[99].GetProperty("deliveryId").GetString().ShouldBe("msg_2");
    }

    [Theory]
    [InlineData("globex", "northwind", "unknown_partner")]
    [InlineData("acme", "southwind", "unknown_customer")]
    [InlineData("acme", "Northwind", "unknown_customer")]
    [InlineData("acme", "north--wind", "unknown_customer")]
    [InlineData("acme", "northwind' or '1' eq '1", "unknown_customer")]
    [InlineData("acme", "", "unknown_customer")]
    public async Task A_missing_customer_is_not_shown(string partner, string tenant, string code)
    {
        await _scenario.SendAsync("msg_1");

        (await _scenario.Deliveries.ReadCustomerAsync(partner, tenant)).ShouldBeUncachedProblem(404, code);
    }

    [Theory]
    [InlineData("southwind")]
    [InlineData("Northwind")]
    [InlineData("../acme/northwind")]
    public async Task A_delivery_is_found_only_below_its_own_customer(string tenant)
    {
        await _scenario.SendAsync("msg_1");

        (await _scenario.Deliveries.ReadAsync("acme", tenant, "msg_1")).ShouldBeUncachedProblem(
            404,
            "unknown_delivery"
        );
        (await _scenario.Deliveries.ReplayAsync("acme", tenant, "msg_1")).ShouldBeUncachedProblem(
            404,
            "unknown_delivery"
        );
    }

    [Fact]
    public async Task A_list_of_an_unknown_partner_is_refused() =>
        (await _scenario.Deliveries.ListAsync("globex", "")).ShouldBeUncachedProblem(404, "unknown_partner");

    [Fact]
    public async Task Nothing_of_a_payload_or_a_secret_is_shown_or_logged()
    {
        const string payload =
            """{"data":{"tenant":"northwind","note":"payload-marker","metadata":{"externalConfigurationId":"metadata-marker"}}}""";
        _scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        await _scenario.SendAsync("msg_1", payload);

        string[] answers =
        [
            (await _scenario.Deliveries.ListAsync("acme", "")).Text(),
            (await _scenario.Deliveries.ReadAsync("acme", "northwind", "msg_1")).Text(),
            (await _scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1")).Text(),
            (await _scenario.Deliveries.ListAsync("acme", "?state=nonsense")).Text(),
            (await _scenario.Deliveries.ReadCustomerAsync("acme", "northwind")).Text(),
            _scenario.Logs.Text,
        ];

        answers[5].ShouldContain("113 Operator local: replay for a customer of acme, delivery msg_1, ended as ");
        foreach (var answer in answers)
        {
            answer.ShouldNotBeNullOrWhiteSpace();
            answer.ShouldNotContain("payload-marker");
            answer.ShouldNotContain("metadata-marker");
            answer.ShouldNotContain(OperatorScenario.SigningSecret);
            answer.ShouldNotContain(OperatorScenario.ApiKey);
        }
    }

    [Fact]
    public async Task Does_not_replay_a_delivery_under_another_id_after_a_mapping_change()
    {
        await using var scenario = new OperatorScenario(null, ("Partners:acme:Mapping:DeliveryId", "/data/tenant"));
        var claim = (
            await scenario.Ledger.ClaimAsync(
                new DeliveryKey("acme", "northwind", "msg_1"),
                new DeliveryRequest(System.Text.Encoding.UTF8.GetBytes(OperatorScenario.Payload), occurredAt: null),
                OperatorScenario.Lease,
                OperatorScenario.SettlingTime
            )
        ).ShouldBeOfType<ClaimResult.Granted>();
        await scenario.Ledger.ReleaseAsync(claim, claim.Customer, ProblemCode.PleoRejected, isUnknown: false);

        var answer = await scenario.Deliveries.ReplayAsync("acme", "northwind", "msg_1");

        answer.ShouldBeUncachedProblem(400, "invalid_delivery_id");
        scenario.Pleo.Calls.ShouldBeEmpty();
    }

    private static string HashOfPayload { get; } =
        Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(OperatorScenario.Payload))
        );

    [GeneratedRegex(
        @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex TimePattern();
}
