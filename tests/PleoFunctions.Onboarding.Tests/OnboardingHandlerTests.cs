using System.Text.Json;
using System.Text.Json.Nodes;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests;

public sealed class OnboardingHandlerTests : OnboardingScenario
{
    [Fact]
    public async Task Ignores_an_event_of_another_type_and_records_nothing()
    {
        var deleted = new Webhook { Body = """{"type":"customer.deleted","data":{"tenant":"northwind"}}""" };

        var answer = await SendAsync(deleted);
        var again = await SendAsync(deleted with { Body = """{"type":"customer.gone"}""" });

        answer.Status.ShouldBe(200);
        answer.Header("Onboarding-Outcome").ShouldBe("ignored");
        answer
            .Text()
            .ShouldBe("""{"deliveryId":"msg_1","partner":"acme","type":"customer.deleted","state":"ignored"}""");
        again.Header("Onboarding-Outcome").ShouldBe("ignored");
        Pleo.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_with_the_normalized_installation()
    {
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(
            new Webhook
            {
                DeliveryId = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
                Body = Webhook.Payload(metadata: """{"externalConfigurationId":"123456789"}"""),
            }
        );

        answer.ShouldBeInstalled("created");
        var expected = JsonNode.Parse(
            $$"""
            {
              "deliveryId": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
              "partner": "acme",
              "tenant": "northwind",
              "installation": {
                "id": "{{SampleInstallation.Id}}",
                "applicationId": "7f3d1c2b-0a9e-4d8c-b7a6-5f4e3d2c1b0a",
                "resource": {
                  "urn": "urn:pleo:company:{{SampleInstallation.CompanyId}}",
                  "type": "company",
                  "id": "{{SampleInstallation.CompanyId}}"
                },
                "status": "PENDING_INTEGRATION",
                "state": "pending",
                "errorCode": null,
                "metadata": { "externalConfigurationId": "123456789" },
                "createdAt": "2021-01-01T00:00:00Z",
                "updatedAt": "2021-01-01T00:00:00Z"
              }
            }
            """
        );
        answer.Text().ShouldBe(expected!.ToJsonString());
    }

    [Fact]
    public async Task Replays_a_delivery_byte_for_byte_without_calling_Pleo()
    {
        Pleo.OnPost(Reply.Created).Listen();
        var webhook = new Webhook { Body = Webhook.Payload(metadata: """{"x":[1.0,{"y":null}],"z":"<æ>"}""") };

        var first = await SendAsync(webhook);
        Clock.Advance(TimeSpan.FromDays(3));
        var second = await SendAsync(webhook with { SignedAt = Clock.GetUtcNow() });

        first.ShouldBeInstalled("created");
        second.ShouldBeInstalled("replayed");
        second.Body.ToArray().ShouldBe(first.Body.ToArray());
        Pleo.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task Creates_one_installation_for_each_customer_of_each_partner()
    {
        Set("Partners:other:Signature:Scheme", "standard-webhooks");
        Vault["other--webhook-signing"] = Webhook.DefaultSecret;
        Vault["other--northwind--pleo-api-key"] = "pls_other";
        Pleo.OnPost(Reply.Created).OnPost(Reply.Created).OnPost(Reply.Created).OnPut(Reply.Created).Listen();

        var answers = new[]
        {
            await SendAsync(new Webhook()),
            await SendAsync(WebhookOf("southwind") with { DeliveryId = "msg_1" }),
            await SendAsync(new Webhook { Partner = "other" }),
        };
        var later = await SendAsync(new Webhook { DeliveryId = "msg_2" });

        foreach (var answer in answers)
        {
            answer.ShouldBeInstalled("created");
        }

        later.ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Processes_one_of_two_concurrent_deliveries()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).Listen();

        var first = SendAsync(new Webhook());
        await Pleo.NextCallAsync();
        Clock.Advance(TimeSpan.FromSeconds(4));
        var second = await SendAsync(new Webhook());
        gate.SetResult();

        second.ShouldBeProblem(409, "delivery_in_progress");
        second.Header("Retry-After").ShouldBe("26");
        (await first).ShouldBeInstalled("created");
        (await SendAsync(new Webhook())).ShouldBeInstalled("replayed");
    }

    [Fact]
    public async Task Processes_one_of_many_concurrent_deliveries()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).Listen();

        var all = Enumerable.Range(0, 50).Select(_ => Task.Run(() => SendAsync(new Webhook()))).ToList();
        await Pleo.NextCallAsync();
        while (all.Count > 1)
        {
            var busy = await Task.WhenAny(all);
            all.Remove(busy);
            (await busy).ShouldBeProblem(409, "delivery_in_progress");
        }

        gate.SetResult();
        (await all[0]).ShouldBeInstalled("created");
    }

    [Theory]
    [InlineData("github")]
    [InlineData("stripe")]
    [InlineData("shopify")]
    [InlineData("slack")]
    [InlineData("none")]
    public async Task Serves_partners_of_every_scheme(string scheme)
    {
        Set("Partners:acme:Signature:Scheme", scheme);
        Vault[SigningSecret] = "one-old-key-of-acme the-new-key-of-acme";
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(
            new Webhook
            {
                FunctionKey = "acme",
                Scheme = scheme,
                Secret = "the-new-key-of-acme",
                DeliveryId = "abc-1",
                Body = """{"id":"abc-1","event_id":"abc-1","data":{"tenant":"northwind"}}""",
            }
        );

        answer.ShouldBeInstalled("created");
        var id = answer.Json().GetProperty("deliveryId").GetString();
        id.ShouldBe(scheme is "none" ? "5d3f8755752395dd1dc5308c23f71406ef6c60ac868d731f48c14e0a34715e9b" : "abc-1");
    }

    [Fact]
    public async Task Reads_no_signing_key_for_a_partner_without_signatures()
    {
        Set("Partners:acme:Signature:Scheme", "none");
        Vault.Remove(SigningSecret);
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook { FunctionKey = "acme", Scheme = "none" });

        answer.ShouldBeInstalled("created");
        Vault.ReadsOf(SigningSecret).ShouldBe(0);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; profile=x")]
    public async Task Accepts_every_declaration_of_JSON(string contentType)
    {
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook { ContentType = contentType });

        answer.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Accepts_a_body_that_is_declared_as_uncompressed()
    {
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook { ExtraHeader = ("Content-Encoding", "identity") });

        answer.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Continues_the_partners_trace()
    {
        var answer = await SendAsync(
            new Webhook
            {
                Partner = "nobody",
                ExtraHeader = ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
            }
        );

        answer.Json().GetProperty("traceId").GetString().ShouldBe("0af7651916cd43dd8448eb211c80319c");
    }

    [Fact]
    public async Task Logs_how_a_delivery_ended_in_one_line()
    {
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Logs.GetSnapshot()
            .Single(record => record.Id.Id == 101)
            .Message.ShouldStartWith(
                "Delivery msg_1 of acme for northwind was answered with 200 created after 0 ms (trace "
            );
    }

    [Theory]
    [InlineData("nobody", "{", "A webhook of unknown was answered with 404 unknown_partner", "unknown")]
    [InlineData("acme", "{", "A webhook of acme was answered with 400 malformed_json", "msg_1")]
    [InlineData("acme", """{"type":"x"}""", "A webhook of acme was answered with 200 ignored", "msg_1")]
    public async Task Logs_how_a_webhook_of_an_unknown_customer_ended_in_one_line(
        string partner,
        string body,
        string start,
        string deliveryId
    )
    {
        await SendAsync(new Webhook { Partner = partner, Body = body });

        var line = Logs.GetSnapshot().Single(record => record.Id.Id == 107).Message;
        line.ShouldStartWith(start);
        line.ShouldContain($" after 0 ms, before its customer was known (delivery {deliveryId}, trace ");
    }

    [Theory]
    [InlineData("ACTIVATED", "active")]
    [InlineData("AUTHORIZED", "pending")]
    [InlineData("PENDING_INTEGRATION", "pending")]
    [InlineData("INACTIVE", "inactive")]
    [InlineData("ERROR", "error")]
    [InlineData("SUSPENDED", "unknown")]
    [InlineData("activated", "unknown")]
    [InlineData("", "unknown")]
    public async Task Maps_every_status_to_a_state(string status, string state)
    {
        Pleo.OnPost(Reply.Ok(SampleInstallation.Default.With("status", $"\"{status}\"").ToString())).Listen();

        var installation = (await SendAsync(new Webhook())).Installation();

        installation.GetProperty("status").GetString().ShouldBe(status);
        installation.GetProperty("state").GetString().ShouldBe(state);
    }

    [Theory]
    [InlineData("urn:pleo:company:abc", "company", "abc")]
    [InlineData("urn:pleo:organisation:abc:def", "organisation", "abc:def")]
    [InlineData("URN:PLEO:company:abc", "company", "abc")]
    [InlineData("urn:pleo:company", null, null)]
    [InlineData("urn:pleo:company:", null, null)]
    [InlineData("urn:pleo::abc", null, null)]
    [InlineData("urn:other:company:abc", null, null)]
    [InlineData("https://pleo.io/company/abc", null, null)]
    [InlineData("", null, null)]
    public async Task Splits_only_a_resource_of_Pleo(string urn, string? type, string? id)
    {
        Pleo.OnPost(Reply.Ok(SampleInstallation.Default.With("resource", $"\"{urn}\"").ToString())).Listen();

        var resource = (await SendAsync(new Webhook())).Installation().GetProperty("resource");

        resource.GetProperty("urn").GetString().ShouldBe(urn);
        resource.GetProperty("type").GetString().ShouldBe(type);
        resource.GetProperty("id").GetString().ShouldBe(id);
    }

    [Theory]
    [InlineData("2021-01-01T00:00:00Z", "2021-01-01T00:00:00Z")]
    [InlineData("2021-01-01T02:30:00+02:30", "2021-01-01T00:00:00Z")]
    [InlineData("2020-12-31T19:00:00-05:00", "2021-01-01T00:00:00Z")]
    [InlineData("2021-01-01T00:00:00", "2021-01-01T00:00:00Z")]
    [InlineData("2021-01-01T00:00:00.5Z", "2021-01-01T00:00:00.5Z")]
    [InlineData("2021-01-01T00:00:00.123456700Z", "2021-01-01T00:00:00.1234567Z")]
    [InlineData("2021-01-01T00:00:00.000000000Z", "2021-01-01T00:00:00Z")]
    public async Task Writes_times_in_UTC(string sent, string written)
    {
        var installation = SampleInstallation.Default.With("createdAt", $"\"{sent}\"").With("updatedAt", $"\"{sent}\"");
        Pleo.OnPost(Reply.Ok(installation.ToString())).Listen();

        var answer = (await SendAsync(new Webhook())).Installation();

        answer.GetProperty("createdAt").GetString().ShouldBe(written);
        answer.GetProperty("updatedAt").GetString().ShouldBe(written);
    }

    [Theory]
    [InlineData("null", JsonValueKind.Null)]
    [InlineData("\"NOT_ENTITLED\"", JsonValueKind.String)]
    [InlineData("\"SOMETHING_NEW\"", JsonValueKind.String)]
    public async Task Passes_on_any_error_code(string json, JsonValueKind kind)
    {
        Pleo.OnPost(Reply.Ok(SampleInstallation.Default.With("errorCode", json).ToString())).Listen();

        var installation = (await SendAsync(new Webhook())).Installation();

        installation.GetProperty("errorCode").ValueKind.ShouldBe(kind);
        installation.GetProperty("errorCode").GetRawText().ShouldBe(json);
    }

    [Fact]
    public async Task Ignores_fields_that_Pleo_adds()
    {
        var installation = SampleInstallation.Default.With("added", """{"later":["only-pleo-says-this"]}""");
        Pleo.OnPost(Reply.Ok(installation.ToString())).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        answer.Text().ShouldNotContain("only-pleo-says-this");
    }

    [Fact]
    public async Task Answers_with_the_metadata_of_any_kind_that_Pleo_stores()
    {
        const string metadata =
            """{"number":1.0,"large":1e400,"text":"æ<&>\"","object":{"a":[null,true,{"b":""}]},"none":null}""";
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook { Body = Webhook.Payload(metadata: metadata) });

        answer.Installation().GetProperty("metadata").GetRawText().ShouldBe(metadata);
    }

    [Fact]
    public async Task Answers_with_texts_of_any_script()
    {
        const string metadata = """{"text":"æ \ud83d\ude00 😀 漢字 \u0000 \n \/"}""";
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook { Body = Webhook.Payload(metadata: metadata) });

        JsonElement
            .DeepEquals(answer.Installation().GetProperty("metadata"), JsonElement.Parse(metadata))
            .ShouldBeTrue(answer.Text());
    }

    [Fact]
    public async Task Verifies_the_published_message_and_refuses_its_payload()
    {
        // The message of the Standard Webhooks specification's vectors.
        var answer = await SendAsync(
            new Webhook { DeliveryId = "msg_p5jXN8AQM9LWM0D4loKWxJek", Body = """{"test": 2432232314}""" }
        );

        answer.ShouldBeProblem(400, "invalid_payload");
        answer.Errors().ShouldBe(["/data/tenant: is required"]);
    }
}
