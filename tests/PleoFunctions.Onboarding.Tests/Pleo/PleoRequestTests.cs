using System.Text;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Pleo;

/// <summary>The requests that Pleo receives.</summary>
public sealed class PleoRequestTests : OnboardingScenario
{
    [Fact]
    public async Task Posts_to_the_installation_of_the_key()
    {
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook());

        var call = Pleo.Calls.ShouldHaveSingleItem();
        call.Method.ShouldBe("POST");
        call.Target.ShouldBe("/v1/installations/me");
        call["Content-Type"].ShouldBe("application/json;charset=UTF-8");
        call["Accept"].ShouldBe("application/json");
        call["Content-Length"]
            .ShouldBe(
                Encoding.UTF8.GetByteCount(call.Body).ToString(System.Globalization.CultureInfo.InvariantCulture)
            );
        call["Transfer-Encoding"].ShouldBeNull();
        call["Accept-Encoding"].ShouldBeNull();
        call["Cookie"].ShouldBeNull();
    }

    [Theory]
    [InlineData(ApiKey, ApiKey)]
    [InlineData(" \t" + ApiKey + "\r\n", ApiKey)]
    [InlineData("plp_with/any+characters=", "plp_with/any+characters=")]
    [InlineData("nøgle", "nøgle")]
    public async Task Sends_the_key_as_user_name_without_a_password(string stored, string key)
    {
        Vault[ApiKeySecret] = stored;
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook());

        var expected = Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":"));
        Pleo.Calls[0]["Authorization"].ShouldBe("Basic " + expected);
    }

    [Fact]
    public async Task Sends_the_key_as_bearer_token_for_a_partner_that_is_set_up_so()
    {
        Set("Partners:acme:ApiKeyScheme", "Bearer");
        Pleo.OnPost(Reply.Dropped).OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString())).Listen();
        Clock.LetPausesPass();

        await SendAsync(new Webhook());

        Pleo.Calls.Select(call => call["Authorization"]).ShouldBe(["Bearer " + ApiKey, "Bearer " + ApiKey]);
    }

    [Fact]
    public async Task Finds_each_tenants_key_by_the_partners_template()
    {
        Set("Partners:acme:ApiKeySecret", "keys-{tenant}-of-acme");
        Vault["keys-southwind-of-acme"] = "pls_south";
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook { Body = Webhook.Payload(tenant: "SouthWind") });

        Pleo.Calls[0]["Authorization"].ShouldBe("Basic " + Convert.ToBase64String("pls_south:"u8));
    }

    [Theory]
    [InlineData(null, "PENDING_INTEGRATION")]
    [InlineData("null", "PENDING_INTEGRATION")]
    [InlineData("\"ACTIVATED\"", "ACTIVATED")]
    [InlineData("\"ERROR\"", "ERROR")]
    public async Task Always_sends_the_status(string? status, string sent)
    {
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook { Body = Webhook.Payload(status: status) });

        Pleo.Calls[0].Body.ShouldBe($$$"""{"status":"{{{sent}}}","metadata":{"onboardingDeliveryId":"msg_1"}}""");
    }

    [Fact]
    public async Task Sends_metadata_byte_for_byte_with_the_delivery_id_added()
    {
        const string values = """
            "number": 1.0, "large":1e400,"long":123456789012345678901234567890,
              "text":"\u00e6 æ 😀 \/ <&>","object":{ "a" : [null,true,{"b":""}] },"none":null
            """;
        Pleo.OnPost(Reply.Created).Listen();

        await SendAsync(new Webhook { Body = Webhook.Payload(metadata: $"{{{values}}}") });

        var body = Pleo.Calls[0].Body;
        string[] kept =
        [
            "1.0",
            "1e400",
            "123456789012345678901234567890",
            "\"\\u00e6 æ 😀 \\/ <&>\"",
            "{ \"a\" : [null,true,{\"b\":\"\"}] }",
        ];
        foreach (var value in kept)
        {
            body.ShouldContain(":" + value + ",");
        }

        body.ShouldEndWith(",\"none\":null,\"onboardingDeliveryId\":\"msg_1\"}}");
    }

    [Fact]
    public async Task Keeps_the_path_of_a_configured_address()
    {
        Set("Pleo:BaseAddress", $"{Pleo.Address}v1/");
        Pleo.Listen();

        var answer = await SendAsync(new Webhook());

        // The script knows only one path and refuses any other.
        answer.ShouldBeProblem(502, "pleo_unexpected_response");
        Pleo.ShouldHaveSeenOnly("GET /v1/v1/introspect");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Does_not_follow_a_redirect_with_a_key(int status)
    {
        Pleo.OnPost(Reply.Status(status, ("Location", "/v1/installations/me"))).Listen();

        await SendAsync(new Webhook());

        Pleo.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Keeps_no_cookies_between_calls()
    {
        Pleo.OnPost(
                Reply.Body(
                    Encoding.UTF8.GetBytes(SampleInstallation.Default.ToString()),
                    ("Set-Cookie", "tenant=a; Path=/")
                )
            )
            .OnPut(Reply.Created)
            .Listen();

        await SendAsync(new Webhook());
        await SendAsync(new Webhook { DeliveryId = "msg_2" });

        Pleo.Calls[1]["Cookie"].ShouldBeNull();
    }
}
