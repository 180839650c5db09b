using System.Net;
using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>A partner tries <c>send</c>.</summary>
public sealed class SendTests(DefaultLocal shared) : IClassFixture<DefaultLocal>
{
    private readonly LocalProcess _local = shared.Local;

    [Fact]
    public async Task A_working_tenant_gets_the_normalized_document()
    {
        var sent = await _local.SendAsync("--tenant", "northwind-4", "--id", "msg_works");

        sent.ShouldBeInstalled("created");
        var installation = sent.Json["installation"]!.AsObject();
        ((string?)sent.Json["deliveryId"]).ShouldBe("msg_works");
        ((string?)sent.Json["partner"]).ShouldBe("acme");
        ((string?)sent.Json["tenant"]).ShouldBe("northwind-4");
        installation
            .Select(member => member.Key)
            .ShouldBe([
                "id",
                "applicationId",
                "resource",
                "status",
                "state",
                "errorCode",
                "metadata",
                "createdAt",
                "updatedAt",
            ]);
        ((string?)installation["status"]).ShouldBe("PENDING_INTEGRATION");
        ((string?)installation["state"]).ShouldBe("pending");
        installation["errorCode"].ShouldBeNull();
        JsonNode
            .DeepEquals(installation["metadata"], new JsonObject { ["externalConfigurationId"] = "123456789" })
            .ShouldBeTrue(sent.Body);
        ((string?)installation["resource"]!["urn"]).ShouldBe($"urn:pleo:company:{installation["resource"]!["id"]}");
        ((string?)installation["resource"]!["type"]).ShouldBe("company");
        ((string?)installation["createdAt"])!.ShouldEndWith("Z");
        ((string?)installation["updatedAt"])!.ShouldEndWith("Z");
    }

    [Fact]
    public async Task The_same_id_returns_the_same_bytes_again()
    {
        var first = await _local.SendAsync("--tenant", "northwind-5", "--id", "msg_again");
        var second = await _local.SendAsync("--tenant", "northwind-5", "--id", "msg_again");

        first.ShouldBeInstalled("created");
        second.ShouldBeInstalled("replayed");
        second.Body.ShouldBe(first.Body);
    }

    [Fact]
    public async Task The_same_id_always_has_the_same_payload()
    {
        var outcome = await _local.SendAndShowAsync("--show", "--tenant", "northwind-1");

        // The payload must not depend on the clock, or sending it again would be another delivery under the same id.
        outcome.Output.ShouldContain(
            """

            {"type":"customer.onboarded","timestamp":"2026-11-23T10:00:00Z","data":{"tenant":"northwind-1","status":"PENDING_INTEGRATION","metadata":{"externalConfigurationId":"123456789"}}}

            """
        );
    }

    [Theory]
    [InlineData("standard-webhooks", @"msg_shown\.\d+\.")]
    [InlineData("slack", @"v0:\d+:")]
    [InlineData("stripe", @"\d+\.")]
    [InlineData("github", "")]
    [InlineData("shopify", "")]
    public async Task Shows_what_was_signed_on_request(string scheme, string prefix)
    {
        var outcome = await _local.SendAndShowAsync("--show", "--id", "msg_shown", "--scheme", scheme);

        outcome.Output.ShouldMatch($$"""\nWhat was signed \(.+\):\n\n{{prefix}}\{"type":.+\}\n\n""");
    }

    [Fact]
    public async Task Shows_nothing_as_signed_when_the_scheme_signs_nothing()
    {
        var outcome = await _local.SendAndShowAsync("--show", "--scheme", "none");

        outcome.Output.ShouldContain("{\"type\":");
        outcome.Output.ShouldNotContain("What was signed");
    }

    [Fact]
    public async Task Metadata_keeps_every_digit()
    {
        const string metadata = """{"price":1.10,"account":12345678901234567890,"nested":{"list":[1E3,null,"1.10"]}}""";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            file,
            $$$"""{"data":{"tenant":"northwind-3","metadata":{{{metadata}}}}}""",
            TestContext.Current.CancellationToken
        );

        var sent = await _local.SendAsync("--file", file);
        File.Delete(file);

        sent.ShouldBeInstalled("created");
        sent.Body.ShouldContain($"\"metadata\":{metadata}");
    }

    [Theory]
    [InlineData("rejected", 422, "pleo_rejected")]
    [InlineData("unauthorized", 502, "pleo_unauthorized")]
    [InlineData("down", 503, "pleo_unavailable")]
    [InlineData("fabrikam", 422, "tenant_not_configured")]
    public async Task A_tenant_that_simulates_a_failure_gets_its_problem(string tenant, int status, string code)
    {
        var sent = await _local.SendAsync("--tenant", tenant, "--id", $"msg_{tenant}");

        sent.ShouldBeProblem(status, code);
        ((int?)sent.Json["status"]).ShouldBe(status);
        ((bool?)sent.Json["retryable"]).ShouldBe(status >= 500);
        ((string?)sent.Json["deliveryId"]).ShouldBe($"msg_{tenant}");
        ((string?)sent.Json["type"])!.ShouldEndWith($"/docs/errors.md#{code}");
        ((string?)sent.Json["traceId"])!.ShouldMatch(@"\A[0-9a-f]{32}\z");
    }

    [Fact]
    public async Task A_tenant_that_is_throttled_once_is_installed_on_the_second_attempt()
    {
        var sent = await _local.SendAsync("--tenant", "throttled", "--id", "msg_throttled");

        sent.ShouldBeInstalled("created");
        _local.Output.ShouldContain("Attempt 1 at Pleo: POST ended as RateLimited (status 429");
        _local.Output.ShouldContain("of acme for throttled was answered with 200 created");
    }

    [Fact]
    public async Task A_Pleo_that_never_answers_in_time_leaves_the_outcome_unknown()
    {
        await using var impatient = await LocalProcess.StartAsync(
            ("Pleo__AttemptTimeout", "00:00:01"),
            ("Pleo__TotalTimeout", "00:00:03")
        );
        await impatient.WarmUpAsync();

        var sent = await impatient.SendAsync("--tenant", "slow");

        sent.ShouldBeProblem(503, "outcome_unknown");
    }

    [Fact]
    public async Task A_lost_reply_is_reconciled_without_creating_twice()
    {
        var sent = await _local.SendAsync("--tenant", "lost-reply", "--id", "msg_lost");

        sent.ShouldBeInstalled("reconciled");
        var creations = JsonNode.Parse(
            await _local.Http.GetStringAsync("/simulated/pleo/creations", TestContext.Current.CancellationToken)
        )!;
        creations
            .AsArray()
            .Count(one => string.Equals((string?)one!["deliveryId"], "msg_lost", StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Fact]
    public async Task An_existing_installation_is_updated_and_no_other_is_created()
    {
        const string key = "pls_local_acme_installed";
        var before = JsonNode.Parse(await InstallationAsync(_local, key))!;

        var sent = await _local.SendAsync("--tenant", "installed", "--id", "msg_installed");
        var again = await _local.SendAsync("--tenant", "installed", "--id", "msg_installed");
        var next = await _local.SendAsync("--tenant", "installed", "--id", "msg_installed_next");

        sent.ShouldBeInstalled("updated");
        again.ShouldBeInstalled("replayed");
        next.ShouldBeInstalled("updated");
        var after = JsonNode.Parse(await InstallationAsync(_local, key))!;
        ((string?)after["id"]).ShouldBe((string?)before["id"]);
        ((string?)after["createdAt"]).ShouldBe((string?)before["createdAt"]);
        ((string?)after["updatedAt"]).ShouldNotBe((string?)before["updatedAt"], StringComparer.Ordinal);
        ((string?)after["status"]).ShouldBe("PENDING_INTEGRATION");
        ((string?)after["metadata"]!["onboardingDeliveryId"]).ShouldBe("msg_installed_next");
        (
            await _local.Http.GetStringAsync("/simulated/pleo/creations", TestContext.Current.CancellationToken)
        ).ShouldNotContain("msg_installed");
    }

    [Fact]
    public async Task An_installation_that_is_deleted_at_Pleo_is_created_again()
    {
        await using var local = await LocalProcess.StartAsync();
        (await AskPleoAsync(HttpMethod.Delete)).ShouldBe(HttpStatusCode.NoContent);
        (await AskPleoAsync(HttpMethod.Delete)).ShouldBe(HttpStatusCode.NotFound);
        (await AskPleoAsync(HttpMethod.Put)).ShouldBe(HttpStatusCode.NotFound);

        (await local.SendAsync("--tenant", "installed")).ShouldBeInstalled("created");
        (await local.SendAsync("--tenant", "installed")).ShouldBeInstalled("updated");

        async Task<HttpStatusCode> AskPleoAsync(HttpMethod method)
        {
            using var request = new HttpRequestMessage(method, "/simulated/pleo/v1/installations/me");
            request.Headers.Authorization = new("Bearer", "pls_local_acme_installed");
            request.Content = new StringContent("""{"status":"ACTIVATED"}""");
            using var response = await local.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Two_partners_with_the_same_tenant_name_get_separate_installations()
    {
        string[] partners = ["acme", "globex"];
        await using var local = await LocalProcess.StartAsync(
            partners.Select(partner => ($"Partners__{partner}__Signature__Scheme", "standard-webhooks"))
        );

        foreach (var partner in partners)
        {
            (await local.SendAsync("--partner", partner, "--id", $"msg_{partner}")).ShouldBeInstalled("created");
        }

        foreach (var partner in partners)
        {
            (await InstallationAsync(local, $"pls_local_{partner}_northwind")).ShouldContain($"\"msg_{partner}\"");
        }
    }

    [Fact]
    public async Task A_delivery_that_failed_can_be_sent_again()
    {
        var first = await _local.SendAsync("--tenant", "down", "--id", "msg_down_twice");
        var second = await _local.SendAsync("--tenant", "down", "--id", "msg_down_twice");

        first.ShouldBeProblem(503, "pleo_unavailable");
        second.ShouldBeProblem(503, "pleo_unavailable");
    }

    [Fact]
    public async Task A_wrong_secret_prints_the_answer_and_ends_with_exit_code_1()
    {
        var sent = await _local.SendAsync("--secret", "whsec_bm90IHRoZSBzZWNyZXQgYXQgYWxsLCBidXQgbG9uZw==");

        sent.ShouldBeProblem(401, "signature_invalid");
    }

    [Theory]
    [InlineData("There is no partner 'nobody'", "--partner", "nobody")]
    [InlineData("There is no scheme 'md5'", "--scheme", "md5")]
    [InlineData("There is no file '", "--file", "nowhere.json")]
    [InlineData("The secret has the wrong form", "--secret", "whsec_short")]
    [InlineData("Start it with: dotnet run", "--url", "http://127.0.0.1:9")]
    [InlineData("--url 'localhost:7071' is not an address such as http", "--url", "localhost:7071")]
    [InlineData("--url 'foo/' is not an address such as http", "--url", "foo/?code=key")]
    public async Task A_wrong_option_is_explained_and_ends_with_exit_code_2(string told, params string[] arguments)
    {
        var outcome = await LocalProcess.RunToEndAsync([], ["send", .. arguments]);

        outcome.ShouldExplain(told);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/?code=key-Ahs73Kd")]
    [InlineData("http://127.0.0.1:9/api/webhooks/acme/onboarding?code=key-Ahs73Kd")]
    public async Task A_function_key_in_the_address_is_never_printed(string address)
    {
        var outcome = await LocalProcess.RunToEndAsync([], "send", "--show", "--url", address);

        outcome.ShouldExplain("http://127.0.0.1:9 cannot be reached");
        outcome.Output.ShouldContain("POST http://127.0.0.1:9/api/webhooks/acme/onboarding\n");
        (outcome.Output + outcome.Error).ShouldNotContain("key-Ahs73Kd");
    }

    private static async Task<string> InstallationAsync(LocalProcess local, string apiKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/simulated/pleo/v1/installations/me");
        request.Headers.Authorization = new("Bearer", apiKey);
        using var response = await local.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
