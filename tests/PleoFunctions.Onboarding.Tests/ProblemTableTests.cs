using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Tests.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>Every row of the table of problems, through the whole flow.</summary>
public sealed class ProblemTableTests : OnboardingScenario
{
    private readonly BrokenStore _store;

    public ProblemTableTests() => _store = new BrokenStore(Clock);

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_body_that_is_not_JSON_is_malformed_json(string body)
    {
        var answer = await SendAsync(new Webhook { Body = body });

        answer.ShouldBeProblem(400, "malformed_json");
        answer.ShouldBeRetryable(false);
        answer.Json().GetProperty("deliveryId").GetString().ShouldBe("msg_1");
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_has_no_delivery_id_where_the_id_is_in_the_payload()
    {
        Set("Partners:acme:Signature:Scheme", "stripe");

        var answer = await SendAsync(new Webhook { Scheme = "stripe", Body = "{" });

        answer.ShouldBeProblem(400, "malformed_json");
        answer.Json().TryGetProperty("deliveryId", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_payload_of_another_form_is_invalid_payload()
    {
        var answer = await SendAsync(new Webhook { Body = """{"data":{"tenant":true,"status":"x"}}""" });

        answer.ShouldBeProblem(400, "invalid_payload");
        answer.Json().GetProperty("deliveryId").GetString().ShouldBe("msg_1");
        answer.ShouldBeRetryable(false);
        answer.Errors().Count.ShouldBe(2);
        answer.Errors()[0].ShouldStartWith("/data/tenant: ");
    }

    [Fact]
    public async Task A_delivery_id_of_another_form_is_invalid_delivery_id()
    {
        var answer = await SendAsync(new Webhook { DeliveryId = "msg 1" });

        answer.ShouldBeProblem(400, "invalid_delivery_id");
        answer.ShouldBeRetryable(false);
        answer.Json().TryGetProperty("deliveryId", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public async Task A_webhook_without_one_of_its_headers_is_signature_missing(string header)
    {
        var answer = await SendAsync(new Webhook { WithoutHeader = header });

        answer.ShouldBeProblem(401, "signature_missing");
        answer.ShouldBeRetryable(false);
        answer.Json().GetProperty("detail").GetString().ShouldBe($"The header {header} is missing.");
    }

    [Fact]
    public async Task Changed_bytes_are_signature_invalid()
    {
        var answer = await SendAsync(
            new Webhook { TamperedBody = Encoding.UTF8.GetBytes(Webhook.Payload(tenant: "southwind")) }
        );

        answer.ShouldBeProblem(401, "signature_invalid");
        answer.ShouldBeRetryable(false);
        answer.Json().TryGetProperty("deliveryId", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_key_is_signature_invalid()
    {
        var answer = await SendAsync(new Webhook { Secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX" });

        answer.ShouldBeProblem(401, "signature_invalid");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task A_webhook_too_old_or_too_new_is_timestamp_out_of_tolerance(int age)
    {
        var answer = await SendAsync(new Webhook { SignedAt = TestClock.Beginning - TimeSpan.FromSeconds(age) });

        answer.ShouldBeProblem(401, "timestamp_out_of_tolerance");
        answer.ShouldBeRetryable(false);
    }

    [Fact]
    public async Task The_function_key_of_another_partner_is_wrong_function_key()
    {
        Set("Partners:globex:Signature:Scheme", "github");

        var answer = await SendAsync(new Webhook { FunctionKey = "globex" });

        answer.ShouldBeProblem(403, "wrong_function_key");
        answer.ShouldBeRetryable(false);
        Vault.Reads.ShouldBe(0);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("ACME")]
    [InlineData("")]
    public async Task A_partner_that_is_not_set_up_is_unknown_partner(string partner)
    {
        var answer = await SendAsync(new Webhook { Partner = partner });

        answer.ShouldBeProblem(404, "unknown_partner");
        answer.ShouldBeRetryable(false);
        Vault.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_that_was_sent_in_chunks_and_did_not_arrive_is_length_required()
    {
        var answer = await SendAsync(new Webhook { TamperedBody = [], ExtraHeader = ("Transfer-Encoding", "chunked") });

        answer.ShouldBeProblem(411, "length_required");
        answer.ShouldBeRetryable(false);
        Vault.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_over_256_KiB_is_payload_too_large()
    {
        var answer = await SendAsync(new Webhook { Body = new string(' ', (256 * 1024) + 1) });

        answer.ShouldBeProblem(413, "payload_too_large");
        answer.ShouldBeRetryable(false);
        Vault.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_of_256_KiB_is_not_too_large()
    {
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook { Body = Webhook.Payload().PadRight(256 * 1024) });

        answer.ShouldBeInstalled("created");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json, application/json")]
    [InlineData("json")]
    public async Task A_body_that_is_not_declared_as_JSON_is_unsupported_media_type(string? contentType)
    {
        var answer = await SendAsync(new Webhook { ContentType = contentType });

        answer.ShouldBeProblem(415, "unsupported_media_type");
        answer.ShouldBeRetryable(false);
        Vault.Reads.ShouldBe(0);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity, gzip")]
    public async Task A_compressed_body_is_unsupported_media_type(string encoding)
    {
        var answer = await SendAsync(new Webhook { ExtraHeader = ("Content-Encoding", encoding) });

        answer.ShouldBeProblem(415, "unsupported_media_type");
    }

    [Fact]
    public async Task The_same_delivery_in_progress_is_delivery_in_progress()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).Listen();
        var first = SendAsync(new Webhook());
        await Pleo.NextCallAsync();

        var answer = await SendAsync(new Webhook());
        gate.SetResult();
        await first;

        answer.ShouldBeProblem(409, "delivery_in_progress");
        answer.ShouldBeRetryable(true);
        answer.Header("Retry-After").ShouldBe("30");
        answer.Json().GetProperty("deliveryId").GetString().ShouldBe("msg_1");
    }

    [Fact]
    public async Task The_same_id_with_other_bytes_is_delivery_id_reused()
    {
        Pleo.OnPost(Reply.Created).Listen();
        await SendAsync(new Webhook());

        var answer = await SendAsync(new Webhook { Body = Webhook.Payload(status: "\"ACTIVATED\"") });

        answer.ShouldBeProblem(422, "delivery_id_reused");
        answer.ShouldBeRetryable(false);
    }

    [Fact]
    public async Task A_delivery_that_was_erased_with_its_customer_is_delivery_erased()
    {
        Pleo.OnPost(Reply.Created).Listen();
        await SendAsync(new Webhook());
        await Services.GetRequiredService<DeliveryOperations>().EraseCustomerAsync("acme", "northwind");

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(410, "delivery_erased");
        answer.ShouldBeRetryable(false);
        answer.Json().GetProperty("deliveryId").GetString().ShouldBe("msg_1");
        answer.Headers.ShouldNotContain(header => header.Key.Equals("Retry-After", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tenant_without_a_key_in_the_vault_is_tenant_not_configured()
    {
        var answer = await SendAsync(new Webhook { Body = Webhook.Payload(tenant: "southwind") });

        answer.ShouldBeProblem(422, "tenant_not_configured");
        answer.ShouldBeRetryable(false);
        answer.Json().GetProperty("deliveryId").GetString().ShouldBe("msg_1");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("user:password")]
    [InlineData("pls_1\npls_2")]
    [InlineData("pls_\u0000")]
    public async Task An_invalid_key_is_tenant_not_configured_and_logged(string key)
    {
        Vault[ApiKeySecret] = key;

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(422, "tenant_not_configured");
        Logs.GetSnapshot().ShouldContain(record => record.Id.Id == 313);
    }

    [Fact]
    public async Task A_tenant_too_long_for_the_name_of_a_secret_is_tenant_not_configured()
    {
        Set("Partners:acme:ApiKeySecret", new string('s', 100) + "{tenant}");

        var answer = await SendAsync(new Webhook { Body = Webhook.Payload(tenant: new string('t', 28)) });

        answer.ShouldBeProblem(422, "tenant_not_configured");
        Vault.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task A_400_from_Pleo_is_pleo_rejected()
    {
        Pleo.OnPost(Reply.Status(400)).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(422, "pleo_rejected");
        answer.ShouldBeRetryable(false);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_401_or_403_from_Pleo_for_a_newly_read_key_too_is_pleo_unauthorized(int status)
    {
        Pleo.OnPost(Reply.Status(status)).OnPost(Reply.Status(status)).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(502, "pleo_unauthorized");
        answer.ShouldBeRetryable(true);
        Vault.ReadsOf(ApiKeySecret).ShouldBe(2);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(402)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(422)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Any_other_status_from_Pleo_is_pleo_unexpected_response(int status)
    {
        Pleo.OnPost(Reply.Status(status, ("Location", Pleo.Address.AbsoluteUri))).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(502, "pleo_unexpected_response");
        answer.ShouldBeRetryable(true);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("applicationId")]
    [InlineData("resource")]
    [InlineData("status")]
    [InlineData("metadata")]
    [InlineData("createdAt")]
    [InlineData("updatedAt")]
    public async Task A_success_without_one_of_the_seven_fields_is_pleo_unexpected_response(string field)
    {
        Pleo.OnPost(Reply.Ok(SampleInstallation.Default.Without(field).ToString()))
            .OnPost(Reply.Ok(SampleInstallation.Default.With(field, "null").ToString()))
            .OnPost(Reply.Ok(SampleInstallation.Default.With(field, "[1]").ToString()))
            .Listen();

        var absent = await SendAsync(new Webhook());
        var nothing = await SendAsync(WebhookOf("southwind"));
        var wrong = await SendAsync(WebhookOf("eastwind"));

        absent.ShouldBeProblem(502, "pleo_unexpected_response");
        nothing.ShouldBeProblem(502, "pleo_unexpected_response");
        wrong.ShouldBeProblem(502, "pleo_unexpected_response");
    }

    [Fact]
    public async Task A_429_from_Pleo_for_longer_than_we_wait_is_pleo_rate_limited()
    {
        Pleo.OnPost(Reply.Status(429, ("Retry-After", "120"))).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "pleo_rate_limited");
        answer.ShouldBeRetryable(true);
        answer.Header("Retry-After").ShouldBe("120");
    }

    [Fact]
    public async Task An_unreachable_Pleo_is_pleo_unavailable()
    {
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "pleo_unavailable");
        answer.ShouldBeRetryable(true);
        answer.Header("Retry-After").ShouldBe("30");
    }

    [Fact]
    public async Task A_Pleo_that_leaves_the_result_unknown_is_outcome_unknown()
    {
        Pleo.OnPost(Reply.Dropped).OnGet(Reply.Status(400)).Listen();
        Clock.LetPausesPass();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "outcome_unknown");
        answer.ShouldBeRetryable(true);
        answer.Header("Retry-After").ShouldBe("30");
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_vault_that_returns_no_signing_key_is_vault_unavailable(HttpStatusCode status)
    {
        Vault.Fail(status);

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "vault_unavailable");
        answer.ShouldBeRetryable(true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no-key-of-the-right-form")]
    public async Task A_partner_without_a_usable_signing_key_is_vault_unavailable_and_logged(string? secret)
    {
        Vault.Remove(SigningSecret);
        if (secret is not null)
        {
            Vault[SigningSecret] = secret;
        }

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "vault_unavailable");
        answer.ShouldBeRetryable(true);
        Logs.GetSnapshot().ShouldContain(record => record.Id.Id == (secret == null ? 311 : 312));
    }

    [Fact]
    public async Task A_vault_that_returns_no_API_key_is_vault_unavailable()
    {
        // The first delivery caches the signing key.
        await SendAsync(new Webhook { Body = "{}" });
        Vault.Fail(HttpStatusCode.TooManyRequests, retryAfter: 45);

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "vault_unavailable");
        answer.Header("Retry-After").ShouldBe("45");
    }

    [Fact]
    public async Task A_ledger_that_cannot_claim_is_ledger_unavailable()
    {
        _store.FailsFrom = 1;

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "ledger_unavailable");
        answer.ShouldBeRetryable(true);
    }

    [Fact]
    public async Task A_ledger_that_cannot_record_is_ledger_unavailable()
    {
        _store.FailsFrom = 2;
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(503, "ledger_unavailable");
    }

    [Fact]
    public async Task A_delivery_that_another_claim_took_over_is_delivery_in_progress()
    {
        _store.BeforeWrite = async number =>
        {
            if (number == 2)
            {
                Clock.Advance(TimeSpan.FromSeconds(30));
                (await ClaimAsync(new Webhook())).ShouldBeOfType<ClaimResult.Granted>();
            }
        };
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(409, "delivery_in_progress");
    }

    [Fact]
    public async Task A_bug_is_internal_error_and_logged_once_with_its_trace()
    {
        _store.BeforeWrite = _ => throw new InvalidOperationException("a distinctive bug");

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(500, "internal_error");
        answer.ShouldBeRetryable(true);
        answer.Text().ShouldNotContain("distinctive");
        var record = Logs.GetSnapshot().Where(one => one.Exception is not null).ShouldHaveSingleItem();
        record.Message.ShouldContain(answer.Json().GetProperty("traceId").GetString()!);
    }

    [Fact]
    public async Task After_a_bug_that_follows_the_creation_the_next_attempt_looks_first()
    {
        _store.BeforeWrite = number =>
            number == 2 ? throw new InvalidOperationException("a distinctive bug") : Task.CompletedTask;
        Pleo.OnPost(Reply.Created).OnGet(Reply.Ok(SampleInstallation.MadeFor("msg_1").ToString())).Listen();

        var answer = await SendAsync(new Webhook());
        var next = await SendAsync(new Webhook());

        answer.ShouldBeProblem(500, "internal_error");
        next.ShouldBeInstalled("reconciled");
    }

    internal override void Configure(IServiceCollection services) => services.AddSingleton<ILedgerStore>(_store);
}
