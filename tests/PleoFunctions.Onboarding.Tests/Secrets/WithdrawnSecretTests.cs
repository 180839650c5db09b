using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using PleoFunctions.Onboarding.Health;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Secrets;

/// <summary>
/// Which answers of Key Vault withdraw a secret, and how fast, with the real client, a server with TLS and a test clock.
/// The bodies are those of the service, as its SDKs have recorded them.
/// </summary>
public sealed class WithdrawnSecretTests : OnboardingScenario, IAsyncLifetime
{
    private const string Name = "a-secret";
    private const string Value = "the-value-of-the-secret";

    private const string Firewall =
        """{"error":{"code":"Forbidden","message":"Client address is not authorized and caller is not a trusted service.\r\nClient address: 203.0.113.7\r\nVault: kv;location=westeurope","innererror":{"code":"ForbiddenByFirewall"}}}""";

    private const string Connection =
        """{"error":{"code":"Forbidden","message":"Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nVault: kv;location=westeurope","innererror":{"code":"ForbiddenByConnection"}}}""";

    private const string Policy =
        """{"error":{"code":"Forbidden","message":"The user, group or application does not have secrets get permission on key vault 'kv;location=westeurope'.","innererror":{"code":"ForbiddenByPolicy"}}}""";

    private const string Rbac =
        """{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/secrets/getSecret/action'\r\nAssignment: (not found)","innererror":{"code":"ForbiddenByRbac"}}}""";

    private const string Throttled =
        """{"error":{"code":"Throttled","message":"Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached"}}""";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>The longest time for which a value is served without asking the vault.</summary>
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(11);

    private VaultServer _server = null!;

    public WithdrawnSecretTests() => Vault[Name] = Value;

    public async ValueTask InitializeAsync() => _server = await VaultServer.StartAsync(Vault);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal override HttpMessageHandler CreateVaultHandler() => _server.CreateHandler();

    private SecretCache Cache => Services.GetRequiredService<SecretCache>();

    /// <summary>The test clock's time, in whole seconds as the vault keeps dates.</summary>
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds());

    [Theory]
    [InlineData("Disabled")]
    [InlineData("NotFound")]
    [InlineData("Expired")]
    [InlineData("NotYetValid")]
    public async Task Is_gone_when_the_cache_asks_the_vault_again(string how)
    {
        var reason = Enum.Parse<SecretAbsence>(how);
        await ShouldServeAsync();
        Withdraw(reason);

        Clock.Advance(LongestLifetime);

        (await LookAsync()).ShouldBeOfType<SecretLookup.Absent>().Reason.ShouldBe(reason);
        Vault.Disappear();
        Clock.Advance(SecretCache.NegativeLifetime);
        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Theory]
    [InlineData("Disabled", "disabled")]
    [InlineData("NotFound", "not_found")]
    [InlineData("Expired", "expired")]
    [InlineData("NotYetValid", "not_yet_valid")]
    public async Task Is_logged_once_with_the_reason_and_without_the_value(string how, string reason)
    {
        await ShouldServeAsync();
        Withdraw(Enum.Parse<SecretAbsence>(how));

        for (var i = 0; i < 3; i++)
        {
            Clock.Advance(LongestLifetime);
            await LookAsync();
        }

        Logs.GetSnapshot()
            .Single(record => record.Id.Id == 302)
            .Message.ShouldBe($"The secret a-secret is withdrawn ({reason}); the app does not use it from now on.");
        Logs.GetSnapshot().ShouldAllBe(record => !record.Message.Contains(Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Is_not_logged_when_there_never_was_one()
    {
        await LookAsync("never-stored");

        Logs.GetSnapshot().ShouldNotContain(record => record.Id.Id == 302);
    }

    [Theory]
    [InlineData("Disabled")]
    [InlineData("NotFound")]
    [InlineData("Expired")]
    [InlineData("NotYetValid")]
    public async Task Is_used_again_ten_seconds_after_it_is_put_right(string how)
    {
        Withdraw(Enum.Parse<SecretAbsence>(how));
        (await LookAsync()).ShouldBeOfType<SecretLookup.Absent>();
        Vault[Name] = Value;
        Vault.Disable(Name, disabled: false);
        Vault.SetDates(Name);

        Clock.Advance(SecretCache.NegativeLifetime);

        await ShouldServeAsync();
    }

    [Fact]
    public async Task Is_gone_in_the_second_in_which_it_expires_although_it_is_cached()
    {
        var expiry = Now + TimeSpan.FromMinutes(3);
        Vault.SetDates(Name, expiresOn: expiry);
        await ShouldServeAsync();

        Clock.Advance(expiry - Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        await ShouldServeAsync();
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await LookAsync()).ShouldBeOfType<SecretLookup.Absent>().Reason.ShouldBe(SecretAbsence.Expired);
    }

    [Fact]
    public async Task Is_gone_when_it_expires_although_the_vault_is_down()
    {
        var expiry = Now + TimeSpan.FromHours(3);
        Vault.SetDates(Name, expiresOn: expiry);
        await ShouldServeAsync();
        Vault.Disappear();

        Clock.Advance(expiry - Clock.GetUtcNow() - Second);
        await ShouldServeAsync();
        Clock.Advance(Second);

        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task Is_gone_when_it_expires_while_a_slow_vault_is_asked()
    {
        var expiry = Now + TimeSpan.FromMinutes(12);
        Vault.SetDates(Name, expiresOn: expiry);
        await ShouldServeAsync();
        await Vault.WhenReadAsync();
        Vault.Hold();
        Clock.Advance(expiry - Clock.GetUtcNow() - TimeSpan.FromMilliseconds(500));

        var asking = LookAsync();
        await Vault.WhenReadAsync();
        (await Clock.NextPauseAsync()).ShouldBe(SecretCache.SlowFetch);
        Clock.Advance(SecretCache.SlowFetch);
        Clock.Advance(SecretCache.FetchTimeout);

        (await asking).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task Is_used_from_the_second_on_in_which_it_becomes_valid()
    {
        var start = Now + TimeSpan.FromSeconds(5);
        Vault.SetDates(Name, notBefore: start);
        (await LookAsync()).ShouldBeOfType<SecretLookup.Absent>().Reason.ShouldBe(SecretAbsence.NotYetValid);

        Clock.Advance(start - Clock.GetUtcNow());

        await ShouldServeAsync();
    }

    [Fact]
    public async Task Lives_on_when_its_expiry_is_put_off()
    {
        Vault.SetDates(Name, expiresOn: Now + TimeSpan.FromMinutes(3));
        await ShouldServeAsync();
        Vault.SetDates(Name, expiresOn: Now + TimeSpan.FromDays(90));

        Clock.Advance(TimeSpan.FromMinutes(3));

        await ShouldServeAsync();
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, Firewall)]
    [InlineData(HttpStatusCode.Forbidden, Connection)]
    [InlineData(HttpStatusCode.Forbidden, Policy)]
    [InlineData(HttpStatusCode.Forbidden, Rbac)]
    [InlineData(HttpStatusCode.Forbidden, "")]
    [InlineData(HttpStatusCode.Forbidden, "<html>not the vault</html>")]
    [InlineData(HttpStatusCode.Forbidden, """{"error":"SecretDisabled"}""")]
    [InlineData(HttpStatusCode.Forbidden, """["SecretDisabled"]""")]
    [InlineData(HttpStatusCode.Forbidden, """{"error":{"innererror":{"code":403}}}""")]
    [InlineData(HttpStatusCode.NotFound, "<html>not the vault</html>")]
    [InlineData(HttpStatusCode.TooManyRequests, Throttled)]
    [InlineData(HttpStatusCode.InternalServerError, """{"error":{"code":"InternalServerError"}}""")]
    [InlineData(HttpStatusCode.ServiceUnavailable, "")]
    public async Task Is_not_withdrawn_by_an_answer_that_says_nothing_about_it(HttpStatusCode status, string body)
    {
        await ShouldServeAsync();
        Vault.Fail(status, body);

        Clock.Advance(LongestLifetime);
        await ShouldServeAsync();
        Clock.Advance(TimeSpan.FromHours(23));
        await ShouldServeAsync();

        Logs.GetSnapshot().ShouldNotContain(record => record.Id.Id == 302);
    }

    [Fact]
    public async Task Serves_signing_keys_for_an_hour_and_API_keys_for_a_day_while_the_vault_is_down()
    {
        Vault["signing"] = Value;
        await ShouldServeAsync();
        await ShouldServeAsync("signing", SecretUse.SigningKeys);
        Vault.Fail(HttpStatusCode.Forbidden, Firewall);

        Clock.Advance(TimeSpan.FromHours(1) - Second);
        await ShouldServeAsync("signing", SecretUse.SigningKeys);
        Clock.Advance(Second);
        (await LookAsync("signing", SecretUse.SigningKeys)).ShouldBeOfType<SecretLookup.Unavailable>();
        await ShouldServeAsync();
        Clock.Advance(TimeSpan.FromHours(23) - Second);
        await ShouldServeAsync();
        Clock.Advance(Second);
        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task Serves_a_secret_of_both_uses_for_an_hour()
    {
        await ShouldServeAsync();
        await ShouldServeAsync(Name, SecretUse.SigningKeys);
        Vault.Disappear();

        Clock.Advance(TimeSpan.FromHours(1));

        (await LookAsync()).ShouldBeOfType<SecretLookup.Unavailable>();
    }

    [Fact]
    public async Task Reads_no_secret_while_the_vault_asks_for_a_pause()
    {
        await ShouldServeAsync();
        Clock.Advance(LongestLifetime);
        Vault.Fail(HttpStatusCode.TooManyRequests, Throttled, retryAfter: 30);
        await ShouldServeAsync();
        Vault.Recover();
        var reads = Vault.Reads;

        for (var number = 0; number < 20; number++)
        {
            Vault[$"other-{number}"] = Value;
            (await LookAsync($"other-{number}"))
                .ShouldBeOfType<SecretLookup.Unavailable>()
                .RetryAfter.ShouldNotBeNull();
        }

        (await Cache.RefreshAsync("other-1", SecretUse.ApiKey)).ShouldBeOfType<SecretLookup.Unavailable>();
        Clock.Advance(TimeSpan.FromSeconds(29));
        await ShouldServeAsync();
        Vault.Reads.ShouldBe(reads);
        Clock.Advance(Second);
        await ShouldServeAsync("other-2");
        Logs.GetSnapshot().Count(record => record.Id.Id == 301).ShouldBe(1);
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData(3600, 60)]
    public async Task Pauses_for_two_seconds_to_one_minute(int? retryAfter, int expected)
    {
        Vault.Fail(HttpStatusCode.TooManyRequests, Throttled, retryAfter);
        await LookAsync();
        Vault.Recover();
        var reads = Vault.Reads;

        Clock.Advance(TimeSpan.FromSeconds(expected) - TimeSpan.FromMilliseconds(1));
        await LookAsync("another");
        Vault.Reads.ShouldBe(reads);
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await LookAsync("a-third");

        Vault.Reads.ShouldBe(reads + 1);
    }

    [Fact]
    public async Task Does_not_ask_the_vault_for_its_health_during_a_pause()
    {
        Vault.Fail(HttpStatusCode.TooManyRequests, Throttled, retryAfter: 30);
        await LookAsync();
        Vault.Recover();
        var reads = Vault.Reads;

        var health = (await Services.GetRequiredService<HealthChecks>().GetReadyAsync()).Json();

        health.GetProperty("checks").GetProperty("vault").GetProperty("failure").GetString().ShouldBe("answered 429");
        Vault.Reads.ShouldBe(reads);
    }

    [Fact]
    public async Task Warns_once_for_each_threshold_of_an_expiry()
    {
        using var expiring = new MetricCollector<long>(
            Services.GetRequiredService<IMeterFactory>(),
            OnboardingTelemetry.Name,
            "onboarding.secret.expiring"
        );
        Vault.SetDates(Name, expiresOn: Now + TimeSpan.FromDays(31));
        await ShouldServeAsync();

        for (var hour = 0; hour < 31 * 24; hour += 6)
        {
            Clock.Advance(TimeSpan.FromHours(6));
            await LookAsync();
        }

        Logs.GetSnapshot()
            .Where(record => record.Id.Id == 303)
            .Select(record => record.GetStructuredStateValue("DaysLeft"))
            .ShouldBe(["30", "7", "1"]);
        expiring.GetMeasurementSnapshot().Select(measurement => measurement.Tags["days"]).ShouldBe([30, 7, 1]);
    }

    [Fact]
    public async Task Warns_again_of_a_new_version_that_expires_soon()
    {
        Vault.SetDates(Name, expiresOn: Now + TimeSpan.FromDays(5));
        await ShouldServeAsync();
        Vault.SetDates(Name, expiresOn: Now + TimeSpan.FromDays(6));
        Clock.Advance(LongestLifetime);
        await ShouldServeAsync();

        Logs.GetSnapshot()
            .Where(record => record.Id.Id == 303)
            .Select(record => record.GetStructuredStateValue("DaysLeft"))
            .ShouldBe(["5", "6"]);
    }

    [Fact]
    public async Task Ends_the_deliveries_of_a_partner_whose_signing_secret_is_disabled()
    {
        Pleo.OnPost(Reply.Created).Listen();
        (await SendAsync(new Webhook())).ShouldBeInstalled("created");
        Vault.Disable(SigningSecret);
        Clock.Advance(LongestLifetime);

        var answer = await SendAsync(new Webhook { DeliveryId = "msg_forged" });

        answer.ShouldBeProblem(503, "vault_unavailable");
        Logs.GetSnapshot()
            .Single(record => record.Id.Id == 311)
            .Message.ShouldStartWith(
                "The signing secret acme--webhook-signing of partner acme cannot be used (disabled)."
            );
    }

    private void Withdraw(SecretAbsence how)
    {
        switch (how)
        {
            case SecretAbsence.Disabled:
                Vault.Disable(Name);
                break;
            case SecretAbsence.NotFound:
                Vault.Remove(Name);
                break;
            case SecretAbsence.Expired:
                Vault.SetDates(Name, expiresOn: Now);
                break;
            case SecretAbsence.NotYetValid:
                Vault.SetDates(Name, notBefore: Now + TimeSpan.FromDays(1));
                break;
        }
    }

    private Task<SecretLookup> LookAsync(string name = Name, SecretUse use = SecretUse.ApiKey) =>
        Patience.ForAsync(Cache.GetAsync(name, use).AsTask(), $"the secret {name}");

    private async Task ShouldServeAsync(string name = Name, SecretUse use = SecretUse.ApiKey) =>
        (await LookAsync(name, use)).ShouldBeOfType<SecretLookup.Found>().Value.ShouldBe(Value);
}
