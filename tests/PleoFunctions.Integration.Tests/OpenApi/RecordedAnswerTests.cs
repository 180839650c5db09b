using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing;
using PleoFunctions.Testing.OpenApi;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>Makes Local give every answer, and checks each against the document.</summary>
public sealed class RecordedAnswerTests(OpenApiFixture fixture, LocalFixture local)
{
    // Only a bug causes it; ProblemTableTests checks what is sent.
    private const string Bug = "internal_error";

    // An issuer that is down; OperatorAccessTests causes it.
    private const string IssuerDown = "issuer_unavailable";

    // Only a change of the partner's settings after the delivery causes it.
    private const string MappingChanged = "replayDelivery 400";

    // The Functions host's own answer, when more requests arrive at once than it takes.
    private const string OfTheHost = "onboard 429";

    [Fact]
    public async Task Every_answer_fits_the_document_and_every_documented_answer_occurs()
    {
        using var recorder = new AnswerRecorder(fixture.Contract);
        using var http = new HttpClient(recorder);

        await Task.WhenAll(
            RefuseAsync(http, local.Local),
            SucceedAsync(http, local.Local),
            FailAtTheSimulatedPleoAsync(http, local.Local),
            FailAtAStrangePleoAsync(http),
            FailAtTheLedgerAsync(http),
            AskForHealthAndReferenceAsync(http, local.Local),
            OperateAsync(http, local.Local)
        );

        var recorded = recorder.Answers;
        recorded
            .Select(answer => answer.Code)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ShouldBe(
                ProblemCatalog.All.Select(row => row.Name).Except([Bug, IssuerDown], StringComparer.Ordinal),
                ignoreOrder: true
            );
        recorded
            .Select(answer => answer.Outcome)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ShouldBe(WireName.All<Outcome>(), ignoreOrder: true);
        recorded
            .Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.Operation} {answer.Status}"))
            .Distinct(StringComparer.Ordinal)
            .ShouldBe(
                DocumentedAnswers()
                    .Where(answer => !answer.EndsWith(" 500", StringComparison.Ordinal))
                    .Except([MappingChanged, OfTheHost], StringComparer.Ordinal),
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task The_example_of_a_webhook_names_the_company_that_the_simulated_Pleo_has_for_its_tenant()
    {
        var example = fixture.Contract.Find("components", "examples", "payload").Node["value"]!;
        using var http = new HttpClient(new AnswerRecorder(fixture.Contract));

        var answer = await new SampleRequest { Payload = example.ToJsonString() }.SendAsync(http, local.Local);
        var installation = JsonNode.Parse(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        )!["installation"]!;

        ((string?)installation["resource"]!["id"]).ShouldBe((string?)example["data"]!["companyId"]);
    }

    [Fact]
    public async Task An_answer_that_the_document_does_not_describe_fails_the_call_that_got_it()
    {
        using var http = new HttpClient(new AnswerRecorder(fixture.Contract));

        await Should.ThrowAsync<ContractViolationException>(() =>
            http.GetAsync(new Uri(local.Address, "/api/nowhere"), TestContext.Current.CancellationToken)
        );
        await Should.ThrowAsync<ContractViolationException>(() =>
            http.GetAsync(local.Local.WebhookOf("acme"), TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [InlineData("""{"status":"healthy"}""", "no-store", "application/json", null)]
    [InlineData("""{"status":"fine"}""", "no-store", "application/json", "/status")]
    [InlineData("""{}""", "no-store", "application/json", "'status'")]
    [InlineData("""{"status":"healthy"}""", "max-age=60", "application/json", "header Cache-Control")]
    [InlineData("""{"status":"healthy"}""", null, "application/json", "header Cache-Control is missing")]
    [InlineData("""{"status":"healthy"}""", "no-store", "text/plain", "the Content-Type is not application/json")]
    public async Task The_recorder_says_what_does_not_fit(
        string body,
        string? cacheControl,
        string contentType,
        string? fault
    )
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Content-Type"] = contentType,
        };
        if (cacheControl is not null)
        {
            headers["Cache-Control"] = cacheControl;
        }

        var check = () =>
            fixture.Contract.CheckAsync(
                new ObservedAnswer
                {
                    Method = "GET",
                    Path = "/api/health/live",
                    Status = 200,
                    Headers = headers,
                    Body = System.Text.Encoding.UTF8.GetBytes(body),
                }
            );

        if (fault is null)
        {
            (await check()).Operation.ShouldBe("getLiveness");
        }
        else
        {
            (await Should.ThrowAsync<ContractViolationException>(check)).Message.ShouldContain(fault);
        }
    }

    [Fact]
    public async Task The_429_of_the_Functions_host_has_no_body()
    {
        var answer = await fixture.Contract.CheckAsync(
            new ObservedAnswer
            {
                Method = "POST",
                Path = "/api/webhooks/acme/onboarding",
                Status = 429,
                Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Length"] = "0" },
                Body = default,
            }
        );

        $"{answer.Operation} 429".ShouldBe(OfTheHost);
        answer.Code.ShouldBeNull();
    }

    [Fact]
    public async Task A_header_that_the_document_does_not_name_is_a_violation()
    {
        var answer = new ObservedAnswer
        {
            Method = "GET",
            Path = "/api/health/live",
            Status = 200,
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
            {
                ["Content-Type"] = "application/json",
                ["Cache-Control"] = "no-store",
                ["X-Surprise"] = "1",
            },
            Body = """{"status":"healthy"}"""u8.ToArray(),
        };

        var violation = await Should.ThrowAsync<ContractViolationException>(() => fixture.Contract.CheckAsync(answer));

        violation.Message.ShouldContain("header X-Surprise is not in the document");
    }

    private static async Task RefuseAsync(HttpClient http, LocalHost local)
    {
        await ExpectAsync("malformed_json", new SampleRequest { Payload = """{"data":""" });
        await ExpectAsync("invalid_payload", new SampleRequest { Payload = """{"data":{"metadata":[]}}""" });
        await ExpectAsync("invalid_payload", new SampleRequest { Payload = new string('[', 33) + new string(']', 33) });
        await ExpectAsync("invalid_payload", new SampleRequest { Payload = """{"a":1,"a":2}""" });
        await ExpectAsync("invalid_delivery_id", new SampleRequest { DeliveryId = "msg.1" });
        await ExpectAsync(
            "invalid_delivery_id",
            new SampleRequest { Scheme = "stripe", Payload = """{"data":{"tenant":"northwind"}}""" }
        );
        await ExpectAsync(
            "signature_missing",
            new SampleRequest { Spoil = static request => request.Headers.Remove("webhook-signature") }
        );
        await ExpectAsync(
            "signature_invalid",
            new SampleRequest { Spoil = static request => request.Headers.Add("webhook-id", "another") }
        );
        await ExpectAsync("timestamp_out_of_tolerance", new SampleRequest { Age = TimeSpan.FromHours(1) });
        await ExpectAsync(
            "wrong_function_key",
            new SampleRequest { Spoil = static request => request.Headers.Add("x-functions-key", "key_local_hub") }
        );
        await ExpectAsync("unknown_partner", new SampleRequest { Partner = "nobody" });
        await ExpectAsync(
            "length_required",
            new SampleRequest { Payload = "", Spoil = static request => request.Headers.TransferEncodingChunked = true }
        );
        await ExpectAsync("payload_too_large", new SampleRequest { Payload = new string(' ', (256 * 1024) + 1) });
        await ExpectAsync("unsupported_media_type", new SampleRequest { ContentType = "text/plain" });

        Task ExpectAsync(string code, SampleRequest request) =>
            RecordedAnswerTests.ExpectAsync(http, local, code, request);
    }

    private static async Task SucceedAsync(HttpClient http, LocalHost local)
    {
        foreach (var scheme in LocalHost.Partners.Keys)
        {
            var request = new SampleRequest { Scheme = scheme, Tenant = "northwind-1" };
            await ExpectAsync(http, local, WireName.Of(Outcome.Created), request);
            await ExpectAsync(http, local, WireName.Of(Outcome.Replayed), request);
        }

        await ExpectAsync(http, local, WireName.Of(Outcome.Reconciled), new SampleRequest { Tenant = "lost-reply" });
        await ExpectAsync(http, local, WireName.Of(Outcome.Updated), new SampleRequest { Tenant = "installed" });
        await ExpectAsync(
            http,
            local,
            WireName.Of(Outcome.Ignored),
            new SampleRequest { Payload = """{"type":"customer.deleted","data":{"tenant":"northwind"}}""" }
        );

        await ExpectAsync(
            http,
            local,
            WireName.Of(Outcome.Accepted),
            new SampleRequest { Partner = LocalHost.Prompt, Tenant = "slow" }
        );

        var first = new SampleRequest { Tenant = "northwind-2" };
        await ExpectAsync(http, local, WireName.Of(Outcome.Created), first);
        await ExpectAsync(
            http,
            local,
            WireName.Of(Outcome.Superseded),
            new SampleRequest { Tenant = first.Tenant, OccurredAt = "2026-11-23T09:00:00Z" }
        );
        await ExpectAsync(
            http,
            local,
            "delivery_id_reused",
            new SampleRequest
            {
                Tenant = first.Tenant,
                DeliveryId = first.DeliveryId,
                OccurredAt = "2026-11-23T11:00:00Z",
            }
        );
    }

    private static async Task FailAtTheSimulatedPleoAsync(HttpClient http, LocalHost local)
    {
        // The operators' requests go on at the same time, for the same tenants of another partner.
        await ExpectAsync(http, local, "tenant_not_configured", Of("stranger"));
        await ExpectAsync(http, local, "pleo_rejected", Of("rejected"));
        await ExpectAsync(http, local, "pleo_unauthorized", Of("unauthorized"));
        await ExpectAsync(http, local, "pleo_unavailable", Of("down"));
        await ExpectAsync(http, local, WireName.Of(Outcome.Created), Of("throttled"));
        await ExpectAsync(http, local, WireName.Of(Outcome.Created), Of("northwind"));
        await ExpectAsync(http, local, "company_mismatch", Of("wrong-company"));

        // The second finds the first in progress, which takes seconds; a machine that pauses longer
        // between the two gets another try.
        string[] results;
        do
        {
            var request = Of("slow");
            results = await Task.WhenAll(
                ResultOfAsync(http, local, request),
                ResultOfAsync(http, local, request),
                ResultOfAsync(http, local, Of("slow"))
            );
        } while (!results.Contains("delivery_in_progress", StringComparer.Ordinal));

        results.ShouldBe(["delivery_in_progress", "outcome_unknown", "customer_busy"], ignoreOrder: true);

        static SampleRequest Of(string tenant) => new() { Scheme = "github", Tenant = tenant };
    }

    private static async Task FailAtAStrangePleoAsync(HttpClient http)
    {
        await using var pleo = await PleoStub.StartAsync();
        await using var issuer = await TestIssuer.StartAsync();
        await using var local = await LocalHost.StartAsync(
            ("Pleo__BaseAddress", pleo.Address),
            ("Operators__Authority", issuer.Authority),
            ("Operators__Audience", TestIssuer.Audience)
        );
        await RefuseOperatorsAsync(http, local, issuer.Sign(TimeProvider.System.GetUtcNow(), roles: []));

        await ExpectAsync(http, local, "pleo_unexpected_response", new SampleRequest { Tenant = "northwind-418" });
        await ExpectAsync(http, local, "pleo_rate_limited", new SampleRequest { Tenant = "northwind-429" });

        using var broken = await http.PutAsync(
            new Uri(local.Address, SimulatedFaultsRoutes.Path),
            JsonContent.Create(new SimulatedFaults { Vault = VaultFault.Down }, SimulationJson.Default.SimulatedFaults),
            TestContext.Current.CancellationToken
        );
        broken.EnsureSuccessStatusCode();
        await ExpectAsync(http, local, "vault_unavailable", new SampleRequest { Tenant = "northwind-200" });
    }

    private static async Task RefuseOperatorsAsync(HttpClient http, LocalHost local, string token)
    {
        (HttpMethod Method, string Path)[] routes =
        [
            (HttpMethod.Get, "/api/deliveries/acme"),
            (HttpMethod.Get, "/api/deliveries/acme/northwind/msg_1"),
            (HttpMethod.Post, "/api/deliveries/acme/northwind/msg_1/replay"),
            (HttpMethod.Get, "/api/customers/acme/northwind"),
            (HttpMethod.Delete, "/api/customers/acme/northwind"),
        ];
        foreach (var (method, path) in routes)
        {
            (await SendAsync(method, path, null)).ShouldBe(401);
            (await SendAsync(method, path, "no-token")).ShouldBe(401);
            (await SendAsync(method, path, token)).ShouldBe(403);
        }

        async Task<int> SendAsync(HttpMethod method, string path, string? bearer)
        {
            using var request = new HttpRequestMessage(method, new Uri(local.Address, path));
            request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return (int)answer.StatusCode;
        }
    }

    private static async Task FailAtTheLedgerAsync(HttpClient http)
    {
        var unreachable = FreePort.FindAddress();
        await using var local = await LocalHost.StartAsync(
            ("Deliveries__ConnectionString", AzuriteServer.ConnectionStringTo(unreachable))
        );

        await ExpectAsync(http, local, "ledger_unavailable", new SampleRequest());
        foreach (
            var path in new[]
            {
                "/api/deliveries/acme",
                "/api/deliveries/acme/northwind/msg_1",
                "/api/customers/acme/northwind",
            }
        )
        {
            using var answer = await http.GetAsync(new Uri(local.Address, path), TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBe(503);
        }

        (await EraseAsync(http, local, "northwind")).ShouldBe(503);

        using var ready = await http.GetAsync(
            new Uri(local.Address, "/api/health/ready"),
            TestContext.Current.CancellationToken
        );
        ((int)ready.StatusCode).ShouldBe(503);
    }

    private static async Task OperateAsync(HttpClient http, LocalHost local)
    {
        var done = new SampleRequest { Tenant = "northwind-3" };
        await ExpectAsync(http, local, WireName.Of(Outcome.Created), done);
        await OperateOnFailuresAsync(http, local);

        await GetAsync(200, "/api/deliveries/acme");
        await GetAsync(200, "/api/deliveries/acme?limit=1&state=failed&since=2026-01-01T00:00:00Z");
        await GetAsync(400, "/api/deliveries/acme?state=lost");
        await GetAsync(404, "/api/deliveries/nobody");
        await GetAsync(200, $"/api/deliveries/acme/{done.Tenant}/{done.DeliveryId}");
        await GetAsync(404, $"/api/deliveries/acme/{done.Tenant}/never");
        await GetAsync(200, $"/api/customers/acme/{done.Tenant}");
        await GetAsync(200, "/api/customers/acme/slow");
        await GetAsync(404, "/api/customers/acme/never");
        (await ReplayAsync(http, local, done)).ShouldBe(WireName.Of(Outcome.Replayed));
        (await ReplayAsync(http, local, new SampleRequest())).ShouldBe("unknown_delivery");
        await EraseAsync(http, local);

        async Task GetAsync(int status, string path)
        {
            using var answer = await http.GetAsync(new Uri(local.Address, path), TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBe(status, path);
        }
    }

    private static async Task EraseAsync(HttpClient http, LocalHost local)
    {
        var old = new SampleRequest { Tenant = "northwind-4" };
        await ExpectAsync(http, local, WireName.Of(Outcome.Created), old);

        (await EraseAsync(http, local, "northwind-4")).ShouldBe(200);
        (await EraseAsync(http, local, "northwind-4")).ShouldBe(200);
        (await EraseAsync(http, local, "never")).ShouldBe(404);
        await ExpectAsync(http, local, "delivery_erased", old);
        (await ReplayAsync(http, local, old)).ShouldBe("delivery_erased");
        using var read = await http.GetAsync(
            new Uri(local.Address, $"/api/deliveries/acme/northwind-4/{old.DeliveryId}"),
            TestContext.Current.CancellationToken
        );
        ((int)read.StatusCode).ShouldBe(410);

        // The delivery takes seconds; a machine that pauses longer before the erase gets another try.
        int erased;
        do
        {
            var running = ResultOfAsync(http, local, new SampleRequest { Tenant = "slow" });
            using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            do
            {
                await pulse.WaitForNextTickAsync(TestContext.Current.CancellationToken);
                erased = await EraseAsync(http, local, "slow");
            } while (erased != 409 && !running.IsCompleted);

            await running;
        } while (erased != 409);
    }

    private static async Task<int> EraseAsync(HttpClient http, LocalHost local, string tenant)
    {
        using var response = await http.DeleteAsync(
            new Uri(local.Address, $"/api/customers/acme/{tenant}"),
            TestContext.Current.CancellationToken
        );
        return (int)response.StatusCode;
    }

    private static async Task OperateOnFailuresAsync(HttpClient http, LocalHost local)
    {
        var down = new SampleRequest { Tenant = "down" };
        await ExpectAsync(http, local, "pleo_unavailable", down);
        (await ReplayAsync(http, local, down)).ShouldBe("pleo_unavailable");

        var stranger = new SampleRequest { Tenant = "stranger" };
        await ExpectAsync(http, local, "tenant_not_configured", stranger);
        (await ReplayAsync(http, local, stranger)).ShouldBe("tenant_not_configured");

        var unauthorized = new SampleRequest { Tenant = "unauthorized" };
        await ExpectAsync(http, local, "pleo_unauthorized", unauthorized);
        (await ReplayAsync(http, local, unauthorized)).ShouldBe("pleo_unauthorized");

        string[] results;
        do
        {
            var slow = new SampleRequest { Tenant = "slow" };
            await ExpectAsync(http, local, "outcome_unknown", slow);
            results = await Task.WhenAll(ReplayAsync(http, local, slow), ReplayAsync(http, local, slow));
        } while (!results.Contains("delivery_in_progress", StringComparer.Ordinal));
    }

    private static async Task<string> ReplayAsync(HttpClient http, LocalHost local, SampleRequest sent)
    {
        using var response = await http.PostAsync(
            new Uri(local.Address, $"/api/deliveries/acme/{sent.Tenant}/{sent.DeliveryId}/replay"),
            content: null,
            TestContext.Current.CancellationToken
        );
        return await ResultOfAsync(response);
    }

    private static async Task AskForHealthAndReferenceAsync(HttpClient http, LocalHost local)
    {
        foreach (var path in new[] { "/api/health/live", "/api/health/ready", "/api/openapi.json" })
        {
            using var answer = await http.GetAsync(new Uri(local.Address, path), TestContext.Current.CancellationToken);
            ((int)answer.StatusCode).ShouldBe(200);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(local.Address, "/api/openapi.json"));
        request.Headers.TryAddWithoutValidation("If-None-Match", "*");
        using var known = await http.SendAsync(request, TestContext.Current.CancellationToken);
        ((int)known.StatusCode).ShouldBe(304);
    }

    private static async Task ExpectAsync(HttpClient http, LocalHost local, string result, SampleRequest request) =>
        (await ResultOfAsync(http, local, request)).ShouldBe(result);

    /// <summary>The outcome, or the problem's code.</summary>
    private static async Task<string> ResultOfAsync(HttpClient http, LocalHost local, SampleRequest request)
    {
        using var response = await request.SendAsync(http, local);
        return await ResultOfAsync(response);
    }

    private static async Task<string> ResultOfAsync(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues(Answers.OutcomeHeader, out var outcomes))
        {
            return outcomes.Single();
        }

        var problem = await response.Content.ReadFromJsonAsync(
            ProblemJson.Default.ProblemDocument,
            TestContext.Current.CancellationToken
        );
        return problem!.Code;
    }

    private IEnumerable<string> DocumentedAnswers() =>
        fixture.Document["paths"]!
            .AsObject()
            .SelectMany(path => path.Value!.AsObject())
            .SelectMany(operation =>
                operation.Value!["responses"]!
                    .AsObject()
                    .Select(response => $"{(string)operation.Value["operationId"]!} {response.Key}")
            );
}
