using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Installations;

/// <summary>Nothing is sent with a key that belongs to another company than the customer's.</summary>
public sealed class CompanyTests : OnboardingScenario
{
    private const string Own = SampleInstallation.CompanyId;
    private const string Other = "5c0ffee0-0000-4000-8000-000000000009";
    private const string Organisation = "urn:pleo:organisation:5c0ffee0-0000-4000-8000-000000000001";

    private BrokenStore? _store;

    [Theory]
    [InlineData(Own)]
    [InlineData("urn:pleo:company:" + Own)]
    public async Task Creates_with_the_key_of_the_company_that_the_payload_names(string companyId)
    {
        Pleo.OnPost(Reply.Created).Listen();

        (await SendAsync(Naming(companyId))).ShouldBeInstalled("created");

        (await BoundAsync()).ShouldBe("urn:pleo:company:" + Own);
    }

    [Fact]
    public async Task Sends_nothing_with_the_key_of_another_company_than_the_payload_names()
    {
        Pleo.Listen();

        var answer = await SendAsync(Naming(Other));

        ShouldMismatch(answer);
        Pleo.Calls.ShouldBeEmpty();
        (await BoundAsync()).ShouldBeNull();
        Logs.GetSnapshot().Single(record => record.Id.Id == 404).Message.ShouldContain("northwind of acme");
    }

    [Fact]
    public async Task Creates_as_soon_as_the_right_key_is_stored()
    {
        var created = SampleInstallation.MadeFor("msg_1").With("resource", $"\"urn:pleo:company:{Other}\"");
        Pleo.OnPost(Reply.Ok(created.ToString())).Listen();
        Pleo.CompanyOf = key => key is "pls_right" ? Other : Own;
        ShouldMismatch(await SendAsync(Naming(Other)));

        Vault[ApiKeySecret] = "pls_right";
        var answer = await SendAsync(Naming(Other));

        answer.ShouldBeInstalled("created");
        (await BoundAsync()).ShouldBe("urn:pleo:company:" + Other);
    }

    [Fact]
    public async Task Keeps_a_good_key_when_only_the_payload_names_another_company()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Created).Listen();
        (await SendAsync(Naming(Own))).ShouldBeInstalled("created");
        Vault.Fail(HttpStatusCode.TooManyRequests, retryAfter: 20);

        ShouldMismatch(await SendAsync(Naming(Other) with { DeliveryId = "msg_2" }));

        (await SendAsync(Naming(Own) with { DeliveryId = "msg_3" })).ShouldBeInstalled("updated");
    }

    [Fact]
    public async Task Leaves_the_company_to_others_when_Pleo_has_refused_the_first_installation()
    {
        Pleo.CompanyOf = _ => Own;
        Pleo.OnPost(Reply.Status(400)).OnPost(Reply.Ok(SampleInstallation.MadeFor("msg_2").ToString())).Listen();

        (await SendAsync(WebhookOf("southwind"))).ShouldBeProblem(422, "pleo_rejected");
        var other = await SendAsync(new Webhook { DeliveryId = "msg_2" });

        other.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Sends_nothing_for_a_customer_with_the_company_of_another_one()
    {
        Pleo.CompanyOf = _ => Own;
        Pleo.OnPost(Reply.Created).Listen();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");
        ShouldMismatch(await SendAsync(WebhookOf("southwind")));

        Pleo.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lets_each_partner_have_a_customer_of_the_same_company()
    {
        Set("Partners:other:Signature:Scheme", "standard-webhooks");
        Vault["other--webhook-signing"] = Webhook.DefaultSecret;
        Vault["other--northwind--pleo-api-key"] = ApiKey;
        Pleo.OnPost(Reply.Created).OnPost(Reply.Created).Listen();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");
        (await SendAsync(new Webhook { Partner = "other" })).ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Sends_nothing_when_the_customer_s_key_now_belongs_to_another_company()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Created).Listen();
        Pleo.CompanyOf = key => key is "pls_wrong" ? Other : Own;
        (await SendAsync(new Webhook())).ShouldBeInstalled("created");

        Vault[ApiKeySecret] = "pls_wrong";
        var wrong = await SendLaterAsync("msg_2");
        Vault[ApiKeySecret] = "pls_new_and_right";
        var right = await SendLaterAsync("msg_2");

        ShouldMismatch(wrong);
        right.ShouldBeInstalled("updated");
        Pleo.Calls.Select(call => call.Method).ShouldBe(["POST", "PUT"]);
    }

    [Fact]
    public async Task Checks_the_company_of_a_key_that_was_read_again()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Status(401)).Listen();
        Pleo.CompanyOf = key => key is "pls_wrong" ? Other : Own;
        await SendAsync(new Webhook());

        Vault[ApiKeySecret] = "pls_wrong";

        ShouldMismatch(await SendAsync(new Webhook { DeliveryId = "msg_2" }));
    }

    [Fact]
    public async Task Asks_once_for_each_key()
    {
        Pleo.OnPost(Reply.Created).OnPut(Reply.Created).OnPost(Reply.Created).OnPut(Reply.Created).Listen();

        await SendAsync(new Webhook());
        await SendAsync(new Webhook { DeliveryId = "msg_2" });
        await SendAsync(WebhookOf("southwind"));
        var cached = Pleo.Introspections.Count;
        await SendLaterAsync("msg_3");

        cached.ShouldBe(2);
        Vault.ReadsOf(ApiKeySecret).ShouldBe(2);
        Pleo.Introspections.Count.ShouldBe(2, "the same key was read again");
    }

    [Fact]
    public async Task Checks_the_installation_where_Pleo_does_not_tell_whose_a_key_is()
    {
        Pleo.OnIntrospect(Reply.Status(404)).OnPost(Reply.Created).OnPut(Reply.Created).Listen();

        (await SendAsync(Naming(Own))).ShouldBeInstalled("created");
        (await SendAsync(Naming(Own) with { DeliveryId = "msg_2" })).ShouldBeInstalled("updated");

        (await BoundAsync()).ShouldBe("urn:pleo:company:" + Own);
        Pleo.Introspections.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"data":{"authMethod":"API_KEY","clientId":"c","scope":"s"}}""")]
    [InlineData("""{"data":{"subjectURN":null,"authMethod":"API_KEY","clientId":"c","scope":"s"}}""")]
    public async Task Checks_the_installation_where_Pleo_answers_without_a_company(string introspection)
    {
        Pleo.OnIntrospect(Reply.Ok(introspection)).OnPost(Reply.Created).Listen();

        ShouldMismatch(await SendAsync(Naming(Other)));
    }

    [Fact]
    public async Task Refuses_the_installation_of_another_customer_s_company()
    {
        Pleo.OnIntrospect(Reply.Status(404)).OnIntrospect(Reply.Status(404));
        Pleo.OnPost(Reply.Created).OnPost(Reply.Ok(SampleInstallation.MadeFor("msg_southwind").ToString())).Listen();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");

        ShouldMismatch(await SendAsync(WebhookOf("southwind")));
    }

    [Fact]
    public async Task Refuses_an_installation_of_another_company_than_the_customer_is_bound_to()
    {
        var moved = SampleInstallation.MadeFor("msg_2").With("resource", $"\"urn:pleo:company:{Other}\"");
        Pleo.OnIntrospect(Reply.Status(404)).OnPost(Reply.Created).OnPut(Reply.Ok(moved.ToString())).Listen();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");

        ShouldMismatch(await SendAsync(new Webhook { DeliveryId = "msg_2" }));
        (await BoundAsync()).ShouldBe("urn:pleo:company:" + Own);
    }

    [Fact]
    public async Task Sends_nothing_to_an_installation_of_another_company_that_a_look_shows()
    {
        var shown = SampleInstallation.MadeFor("msg_1").With("resource", $"\"urn:pleo:company:{Other}\"").ToString();
        Pleo.OnIntrospect(Reply.Status(404)).OnPost(Reply.Status(500)).OnGet(Reply.Status(400)).OnGet(Reply.Ok(shown));
        Pleo.Listen();
        Clock.LetPausesPass();
        (await SendAsync(new Webhook())).ShouldBeProblem(503, "outcome_unknown");

        ShouldMismatch(await SendAsync(Naming(Own) with { DeliveryId = "msg_2" }));

        Pleo.Calls.Select(call => call.Method).ShouldBe(["POST", "GET", "GET"]);
    }

    [Fact]
    public async Task Leaves_to_others_the_company_of_a_key_that_Pleo_refused()
    {
        Pleo.CompanyOf = key => key is "pls_right" ? Other : Own;
        Pleo.OnPost(
                new Reply(
                    (call, stream, cancellationToken) =>
                    {
                        Vault[ApiKeySecret] = "pls_right";
                        return Reply.Status(401).PerformAsync(call, stream, cancellationToken);
                    }
                )
            )
            .OnPost(
                Reply.Ok(
                    SampleInstallation.MadeFor("msg_1").With("resource", $"\"urn:pleo:company:{Other}\"").ToString()
                )
            )
            .OnPost(Reply.Ok(SampleInstallation.MadeFor("msg_southwind").ToString()))
            .Listen();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");
        var owner = await SendAsync(WebhookOf("southwind"));

        owner.ShouldBeInstalled("created");
        (await BoundAsync()).ShouldBe("urn:pleo:company:" + Other);
    }

    [Fact]
    public async Task Compares_the_key_of_an_organisation_as_such_and_the_payload_with_the_installation()
    {
        var key = Reply.Ok($$$"""{"data":{"subjectURN":"{{{Organisation}}}"}}""");
        Pleo.OnIntrospect(key).OnIntrospect(key).OnPost(Reply.Created).OnPut(Reply.Created).Listen();

        (await SendAsync(Naming(Own))).ShouldBeInstalled("created");
        var otherCompany = await SendAsync(Naming(Other) with { DeliveryId = "msg_2" });
        var otherCustomer = await SendAsync(WebhookOf("southwind"));

        (await BoundAsync()).ShouldBe(Organisation);
        ShouldMismatch(otherCompany);
        ShouldMismatch(otherCustomer);
        Pleo.Posts.ShouldBe(1);
    }

    [Fact]
    public async Task Sends_nothing_when_the_question_fails()
    {
        var failure = Reply.Status(500);
        Pleo.OnIntrospect(failure).OnIntrospect(failure).OnIntrospect(failure).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());
        var later = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "pleo_unavailable");
        Clock.Pauses.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)]);
        later.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Asks_again_after_a_failure()
    {
        Pleo.OnIntrospect(Reply.Status(503)).OnIntrospect(Reply.Dropped).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");

        Pleo.Introspections.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(429, "pleo_rate_limited")]
    [InlineData(503, "pleo_unavailable")]
    public async Task Passes_on_a_wait_that_is_longer_than_a_delivery(int status, string code)
    {
        Pleo.OnIntrospect(Reply.Status(status, ("Retry-After", "60"))).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, code);
        answer.Header("Retry-After").ShouldBe("60");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(409)]
    [InlineData(418)]
    public async Task Sends_nothing_after_an_unexpected_answer(int status)
    {
        Pleo.OnIntrospect(Reply.Status(status)).Listen();

        (await SendAsync(new Webhook())).ShouldBeProblem(502, "pleo_unexpected_response");
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Reads_a_refused_key_again_once(int status)
    {
        Pleo.OnIntrospect(Reply.Status(status)).OnPost(Reply.Created).Listen();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");

        Vault.ReadsOf(ApiKeySecret).ShouldBe(2);
        Clock.Pauses.ShouldBeEmpty();
    }

    [Fact]
    public async Task Reads_a_refused_key_again_after_another_failure_too()
    {
        Pleo.OnIntrospect(Reply.Status(500)).OnIntrospect(Reply.Status(401)).OnPost(Reply.Created).Listen();
        Clock.LetPausesPass();

        (await SendAsync(new Webhook())).ShouldBeInstalled("created");

        Vault.ReadsOf(ApiKeySecret).ShouldBe(2);
    }

    [Fact]
    public async Task Sends_nothing_with_a_key_that_is_refused_again()
    {
        Pleo.OnIntrospect(Reply.Status(401)).OnIntrospect(Reply.Status(401)).Listen();

        (await SendAsync(new Webhook())).ShouldBeProblem(502, "pleo_unauthorized");

        Vault.ReadsOf(ApiKeySecret).ShouldBe(2);
    }

    [Fact]
    public async Task Fails_when_the_refused_key_is_gone_from_the_vault()
    {
        Pleo.OnIntrospect(
                new Reply(
                    (call, stream, cancellationToken) =>
                    {
                        Vault.Remove(ApiKeySecret);
                        return Reply.Status(401).PerformAsync(call, stream, cancellationToken);
                    }
                )
            )
            .Listen();

        (await SendAsync(new Webhook())).ShouldBeProblem(422, "tenant_not_configured");
    }

    [Fact]
    public async Task Sends_nothing_when_the_lease_could_end_before_the_reply()
    {
        _store = new BrokenStore(Clock)
        {
            BeforeWrite = number =>
            {
                Clock.Advance(number == 1 ? TimeSpan.FromSeconds(25) : TimeSpan.Zero);
                return Task.CompletedTask;
            },
        };
        Pleo.OnPost(Reply.Created).Listen();

        var late = await SendAsync(new Webhook());
        var inTime = await SendAsync(new Webhook());

        late.ShouldBeProblem(503, "pleo_unavailable");
        inTime.ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Sends_nothing_when_the_company_cannot_be_bound()
    {
        _store = new BrokenStore(Clock) { FailsToBind = true };
        Pleo.Listen();

        (await SendAsync(new Webhook())).ShouldBeProblem(503, "ledger_unavailable");
    }

    internal override void Configure(IServiceCollection services)
    {
        if (_store is not null)
        {
            services.AddSingleton<ILedgerStore>(_store);
        }
    }

    private static Webhook Naming(string companyId) => new() { Body = Webhook.Payload(companyId: companyId) };

    /// <summary>Sends a delivery when the cached key is too old.</summary>
    private Task<Answer> SendLaterAsync(string deliveryId)
    {
        Clock.Advance(TimeSpan.FromMinutes(12));
        return SendAsync(new Webhook { DeliveryId = deliveryId, SignedAt = Clock.GetUtcNow() });
    }

    /// <summary>The company that the customer is bound to.</summary>
    private async Task<string?> BoundAsync()
    {
        var customer = await Services.GetRequiredService<DeliveryOperations>().ReadCustomerAsync("acme", Tenant);
        return customer.Json().TryGetProperty("company", out var company) ? company.GetString() : null;
    }

    private static void ShouldMismatch(Answer answer)
    {
        answer.ShouldBeProblem(422, "company_mismatch");
        answer.ShouldBeRetryable(false);
        Encoding.UTF8.GetString(answer.Body.Span).ShouldNotContain("urn:pleo");
    }
}
