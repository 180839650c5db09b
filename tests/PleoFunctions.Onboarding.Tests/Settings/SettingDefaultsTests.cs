using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Settings;

/// <summary>Defaults are promises: a change of one must also change this test.</summary>
public sealed class SettingDefaultsTests
{
    [Fact]
    public void Pleo_has_5_seconds_per_call_and_12_in_total_with_50_concurrent_calls()
    {
        var options = new PleoOptions();

        options.Environment.ShouldBeNull();
        options.BaseAddress.ShouldBeNull();
        options.AttemptTimeout.ShouldBe("00:00:05");
        options.TotalTimeout.ShouldBe("00:00:12");
        options.SettlingTime.ShouldBe("00:02:00");
        options.MaxConcurrency.ShouldBe("50");
    }

    [Fact]
    public void The_vault_has_no_default() => new KeyVaultOptions().Uri.ShouldBeNull();

    [Fact]
    public void The_ledger_is_the_table_deliveries_and_keeps_what_has_ended_for_90_days()
    {
        var options = new DeliveriesOptions();

        options.TableServiceUri.ShouldBeNull();
        options.ConnectionString.ShouldBeNull();
        options.TableName.ShouldBe("deliveries");
        options.Retention.ShouldBe("90.00:00:00");
    }

    [Fact]
    public void Recovery_gives_up_after_3_days_and_only_the_host_has_its_schedule()
    {
        var options = new RecoveryOptions();

        options.GiveUpAfter.ShouldBe("3.00:00:00");
        options.Schedule.ShouldBeNull();
    }

    [Fact]
    public void Operators_have_no_issuer_and_the_admin_key_lets_them_in()
    {
        var options = new OperatorsOptions();

        options.Authority.ShouldBeNull();
        options.Audience.ShouldBeNull();
        options.AdminKey.ShouldBe("true");
    }

    [Fact]
    public void A_partner_uses_Standard_Webhooks_within_5_minutes_and_the_default_form()
    {
        var options = new PartnerOptions();

        options.ApiKeySecret.ShouldBeNull();
        options.ApiKeyScheme.ShouldBe("Basic");
        options.Signature.Scheme.ShouldBe("standard-webhooks");
        options.Signature.Secret.ShouldBeNull();
        options.Signature.Tolerance.ShouldBe("00:05:00");
        options.Mapping.DeliveryId.ShouldBeNull();
        options.Events.ShouldBeNull();
        options.AnswerWithin.ShouldBeNull();
        options.Mapping.EventType.ShouldBe("/type");
        options.Mapping.OccurredAt.ShouldBeNull();
        MappingOptions.DefaultOccurredAt.ShouldBe("/timestamp");
        options.Mapping.Tenant.ShouldBeNull();
        MappingOptions.DefaultTenant.ShouldBe("/data/tenant");
        options.Mapping.CompanyId.ShouldBeNull();
        MappingOptions.DefaultCompanyId.ShouldBe("/data/companyId");
        options.Mapping.Status.ShouldBe("/data/status");
        options.Mapping.DefaultStatus.ShouldBe("PENDING_INTEGRATION");
        options.Mapping.StatusMap.ShouldBeNull();
        options.Mapping.Metadata.ShouldBe("/data/metadata");
    }

    [Fact]
    public void A_partner_without_further_settings_has_these_values()
    {
        var partner = Composition.Partner();

        partner
            .ToString()
            .ShouldBe(
                "acme: signature standard-webhooks (secret acme--webhook-signing), "
                    + "API keys acme--{tenant}--pleo-api-key (Basic), delivery id webhook-id, tenant /data/tenant, "
                    + "status /data/status, metadata /data/metadata"
            );
        partner.Tolerance.ShouldBe(TimeSpan.FromMinutes(5));
        partner.ApiKeySecrets.NameOf("northwind").ShouldBe("acme--northwind--pleo-api-key");
    }

    [Fact]
    public void A_partner_with_all_settings_has_these_values()
    {
        var partner = Composition.Partner(
            ("ApiKeySecret", "keys-{tenant}"),
            ("ApiKeyScheme", "Bearer"),
            ("Signature:Scheme", "slack"),
            ("Signature:Secret", "slack-key"),
            ("Signature:Tolerance", "00:01:30"),
            ("Mapping:DeliveryId", "/id"),
            ("Mapping:Tenant", "/t"),
            ("Mapping:Status", "/a~1b"),
            ("Mapping:Metadata", """{"one":"/1","two":"/2"}""")
        );

        partner
            .ToString()
            .ShouldStartWith("acme: signature slack (secret slack-key), API keys keys-{tenant} (Bearer), ");
        partner.ToString().ShouldEndWith("delivery id /id, tenant /t, status /a~1b, metadata one <- /1, two <- /2");
        partner.Tolerance.ShouldBe(TimeSpan.FromSeconds(90));
    }

    [Theory]
    [InlineData("stripe", "acme: signature stripe (secret acme--webhook-signing), ", "delivery id /id,")]
    [InlineData("slack", "acme: signature slack (secret acme--webhook-signing), ", "delivery id /event_id,")]
    [InlineData("github", "acme: signature github (secret acme--webhook-signing), ", "delivery id X-GitHub-Delivery,")]
    [InlineData(
        "shopify",
        "acme: signature shopify (secret acme--webhook-signing), ",
        "delivery id X-Shopify-Webhook-Id,"
    )]
    [InlineData("none", "acme: signature none, ", "delivery id SHA-256 of the body,")]
    public void Each_scheme_says_where_the_delivery_id_is(string scheme, string begins, string contains)
    {
        var partner = Composition.Partner(("Signature:Scheme", scheme)).ToString();

        partner.ShouldStartWith(begins);
        partner.ShouldContain(contains);
    }

    [Theory]
    [InlineData("Staging", null, "https://external.staging.pleo.io/")]
    [InlineData("Production", null, "https://external.pleo.io/")]
    [InlineData(null, "http://localhost:7071/simulated/pleo", "http://localhost:7071/simulated/pleo/")]
    [InlineData("Production", "https://proxy.example/pleo/", "https://proxy.example/pleo/")]
    public void Pleo_is_where_the_settings_say(string? environment, string? address, string expected)
    {
        using var services = Composition.Of([
            .. Composition.Development,
            ("Pleo:Environment", environment),
            ("Pleo:BaseAddress", address),
        ]);

        services.GetRequiredService<PleoAddress>().Value.ShouldBe(new Uri(expected));
    }

    [Fact]
    public void A_POST_without_a_reply_settles_when_the_setting_says()
    {
        using var services = Composition.Of([.. Composition.Development, ("Pleo:SettlingTime", "00:03:00")]);

        services.GetRequiredService<PleoSettings>().SettlingTime.ShouldBe(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Code_can_shorten_the_settling_time_below_the_setting_s_minimum()
    {
        var options = Options.Create(new PleoOptions());
        var shortened = Options.Create(new PleoTimings { SettlingTime = TimeSpan.FromSeconds(1) });

        new PleoSettings(options, Options.Create(new PleoTimings())).SettlingTime.ShouldBe(TimeSpan.FromMinutes(2));
        new PleoSettings(options, shortened).SettlingTime.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("00:00:12", "00:00:30")]
    [InlineData("00:00:05", "00:00:30")]
    [InlineData("00:00:20", "00:00:50")]
    public void A_lease_is_longer_than_a_delivery_can_take(string totalTimeout, string lease)
    {
        using var services = Composition.Of([.. Composition.Development, ("Pleo:TotalTimeout", totalTimeout)]);

        services.GetRequiredService<PleoSettings>().Lease.ToString().ShouldBe(lease);
    }

    [Fact]
    public void Code_can_shorten_a_lease()
    {
        var options = Options.Create(new PleoOptions());
        var shortened = Options.Create(new PleoTimings { Lease = TimeSpan.FromSeconds(1) });

        new PleoSettings(options, shortened).Lease.ShouldBe(TimeSpan.FromSeconds(1));
    }
}
