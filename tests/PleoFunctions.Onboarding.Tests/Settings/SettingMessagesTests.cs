namespace PleoFunctions.Onboarding.Tests.Settings;

/// <summary>A wrong setting stops the start with a message that says how to fix it.</summary>
public sealed class SettingMessagesTests
{
    private const string Events =
        """a JSON list of event types such as ["customer.onboarded","customer.updated"], or ["*"] for all""";

    private const string Duration = "a duration from 00:00:00.1 to 00:00:25, such as 00:00:05";
    private const string SettlingTime = "a duration from 00:01:00 to 01:00:00, such as 00:02:00";
    private const string AnswerWithin = "a duration from 00:00:01 to 00:00:25, such as 00:00:05";
    private const string Retention = "a duration from 7.00:00:00 to 3650.00:00:00 (days.hh:mm:ss), such as 90.00:00:00";
    private const string GiveUpAfter = "a duration from 00:01:00 to 30.00:00:00 (days.hh:mm:ss), such as 3.00:00:00";
    private const string LocalAddress = "an absolute https address, such as http://localhost:7071/simulated/pleo/";
    private const string Authority =
        "an absolute https address, such as https://login.microsoftonline.com/<tenant-id>/v2.0";
    private const string Statuses = "ACTIVATED, INACTIVE, AUTHORIZED, PENDING_INTEGRATION, ERROR";

    [Fact]
    public void Starts_with_good_settings()
    {
        StartUp.FailuresInDevelopment().ShouldBeEmpty();
        StartUp.FailuresInProduction().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("AccountName=a")]
    [InlineData("")]
    public void An_invalid_connection_string_stops_the_start_and_is_not_shown(string text)
    {
        var failure = StartUp.FailuresInDevelopment(("Deliveries:ConnectionString", text)).ShouldHaveSingleItem();

        failure.ShouldBe(
            "Deliveries__ConnectionString holds a text that is not shown, as it may be a secret; expected the connection "
                + "string of a storage account, such as UseDevelopmentStorage=true."
        );
    }

    [Theory]
    [InlineData(
        "acme",
        "ApiKeySecret",
        "globex--{tenant}--pleo-api-key",
        "Partners__acme__ApiKeySecret and Partners__globex__ApiKeySecret can name the same secret; expected secrets of its own for each partner."
    )]
    [InlineData(
        "globex",
        "Signature:Secret",
        "Acme--webhook-signing",
        "Partners__acme__Signature__Secret and Partners__globex__Signature__Secret name the same secret; expected a signing secret of its own for each partner."
    )]
    [InlineData(
        "globex",
        "ApiKeySecret",
        "acme--{tenant}",
        "Partners__globex__ApiKeySecret can name the signing secret of Partners__acme__Signature__Secret for a customer's key; expected another name."
    )]
    [InlineData(
        "acme",
        "ApiKeySecret",
        "acme--{tenant}",
        "Partners__acme__ApiKeySecret can name the signing secret of Partners__acme__Signature__Secret for a customer's key; expected another name."
    )]
    public void A_secret_with_two_uses_stops_the_start(string partner, string setting, string value, string message) =>
        StartUp
            .FailuresInDevelopment(
                ("Partners:globex:Signature:Scheme", "github"),
                ($"Partners:{partner}:{setting}", value)
            )
            .ShouldHaveSingleItem()
            .ShouldBe(message);

    [Theory]
    [InlineData(
        "standard-webhooks",
        "k8bQhUWs2wGWJ2BRqYYJM0UUi2IkFyWXqgTuXx6XrJ4=",
        "1 of 1 keys in it have the wrong form; expected: whsec_ followed by the base64 of 24 to 64 bytes, or whpk_ followed by the base64 of an ed25519 public key (write whsec_ before an HMAC key, or whpk_ before a public key)"
    )]
    [InlineData(
        "github",
        "sixteen-or-more-bytes fifteen-of-them",
        "1 of 2 keys in it have the wrong form; expected: 16 to 512 bytes of text without white space (this one has 15)"
    )]
    [InlineData("slack", " ", "it holds no key; expected: 16 to 512 bytes of text without white space")]
    public void A_signing_key_of_the_wrong_form_stops_the_start(string scheme, string secret, string fault) =>
        StartUp
            .FailuresInDevelopment(
                ("Partners:acme:Signature:Scheme", scheme),
                ("Secrets:acme--webhook-signing", secret)
            )
            .ShouldHaveSingleItem()
            .ShouldBe($"Secrets__acme--webhook-signing has a fault: {fault}.");

    [Fact]
    public void A_signing_key_is_checked_only_where_the_partners_settings_are_right() =>
        StartUp
            .FailuresInDevelopment(
                ("Partners:acme:Signature:Scheme", "hmac"),
                ("Secrets:acme--webhook-signing", "short")
            )
            .ShouldHaveSingleItem()
            .ShouldStartWith("Partners__acme__Signature__Scheme is 'hmac'");

    [Fact]
    public void A_scheme_without_keys_has_no_secret_to_share() =>
        StartUp
            .FailuresInDevelopment(
                ("Partners:globex:Signature:Scheme", "none"),
                ("Partners:globex:Signature:Secret", "acme--webhook-signing")
            )
            .ShouldBeEmpty();

    [Theory]
    [InlineData("Partners:acme:Signature", "Partners__acme__Signature has a value of its own; expected one of Scheme")]
    [InlineData("Partners:acme:Mapping", "Partners__acme__Mapping has a value of its own; expected one of DeliveryId")]
    [InlineData("Partners:acme", "Partners__acme has a value of its own; expected one of ApiKeySecret")]
    [InlineData("Pleo", "Pleo has a value of its own; expected one of Environment")]
    public void A_section_is_not_a_setting(string name, string message) =>
        StartUp.FailuresInDevelopment((name, "github")).ShouldHaveSingleItem().ShouldStartWith(message);

    [Theory]
    [InlineData("Pleo:Environment", "Sandbox", "one of Staging, Production")]
    [InlineData("Pleo:Environment", "staging", "one of Staging, Production")]
    [InlineData("Pleo:Environment", "", "one of Staging, Production")]
    [InlineData("Pleo:BaseAddress", "pleo", LocalAddress)]
    [InlineData("Pleo:BaseAddress", "", LocalAddress)]
    [InlineData("Pleo:BaseAddress", "http://pleo.example/", LocalAddress)]
    [InlineData("Pleo:BaseAddress", "ftp://localhost/", LocalAddress)]
    [InlineData("Pleo:AttemptTimeout", "5", Duration)]
    [InlineData("Pleo:AttemptTimeout", "00:00:00", Duration)]
    [InlineData("Pleo:AttemptTimeout", "-00:00:05", Duration)]
    [InlineData("Pleo:AttemptTimeout", "five seconds", Duration)]
    [InlineData("Pleo:AttemptTimeout", "", Duration)]
    [InlineData("Pleo:TotalTimeout", "00:00:25.1", "a duration from 00:00:00.1 to 00:00:25, such as 00:00:05")]
    [InlineData("Pleo:SettlingTime", "00:00:59.9", SettlingTime)]
    [InlineData("Pleo:SettlingTime", "01:00:01", SettlingTime)]
    [InlineData("Pleo:SettlingTime", "120", SettlingTime)]
    [InlineData("Pleo:MaxConcurrency", "0", "a whole number from 1 to 1000")]
    [InlineData("Pleo:MaxConcurrency", "1001", "a whole number from 1 to 1000")]
    [InlineData("Pleo:MaxConcurrency", "5.5", "a whole number from 1 to 1000")]
    [InlineData("Pleo:MaxConcurrency", "many", "a whole number from 1 to 1000")]
    [InlineData("KeyVault:Uri", "my-vault", "an absolute https address, such as https://my-vault.vault.azure.net/")]
    [InlineData("KeyVault:Uri", "", "an absolute https address, such as https://my-vault.vault.azure.net/")]
    [InlineData(
        "Deliveries:TableServiceUri",
        "account",
        "an absolute https address, such as https://myaccount.table.core.windows.net/"
    )]
    [InlineData("Deliveries:TableName", "1st", "a table name: 3 to 63 letters and digits, a letter first")]
    [InlineData("Deliveries:TableName", "ab", "a table name: 3 to 63 letters and digits, a letter first")]
    [InlineData("Deliveries:TableName", "my-table", "a table name: 3 to 63 letters and digits, a letter first")]
    [InlineData("Deliveries:Retention", "6.23:59:59", Retention)]
    [InlineData("Deliveries:Retention", "3650.00:00:01", Retention)]
    [InlineData("Deliveries:Retention", "90", Retention)]
    [InlineData("Deliveries:Retention", "90.00:00", Retention)]
    [InlineData("Deliveries:Retention", "-90.00:00:00", Retention)]
    [InlineData("Recovery:GiveUpAfter", "00:00:59", GiveUpAfter)]
    [InlineData("Recovery:GiveUpAfter", "72:00:00", GiveUpAfter)]
    [InlineData("Recovery:GiveUpAfter", "30.00:00:01", GiveUpAfter)]
    [InlineData("Recovery:Schedule", "", "an NCRONTAB expression with seconds, such as 0 * * * * *")]
    [InlineData("Operators:Authority", "login.example", Authority)]
    [InlineData("Operators:Authority", "http://login.example/", Authority)]
    [InlineData("Operators:Authority", "", Authority)]
    [InlineData("Operators:Audience", " ", "the audience of operators' tokens: the client id of the app registration")]
    [InlineData("Operators:AdminKey", "no", "one of true, false")]
    [InlineData("Operators:AdminKey", "False", "one of true, false")]
    [InlineData("Partners:acme:AnswerWithin", "00:00:00.9", AnswerWithin)]
    [InlineData("Partners:acme:AnswerWithin", "00:00:26", AnswerWithin)]
    [InlineData("Partners:acme:AnswerWithin", "", AnswerWithin)]
    [InlineData("Partners:acme:ApiKeyScheme", "basic", "one of Basic, Bearer")]
    [InlineData(
        "Partners:acme:Signature:Scheme",
        "hmac",
        "one of standard-webhooks, github, stripe, shopify, slack, none"
    )]
    [InlineData("Partners:acme:Signature:Scheme", "", "one of standard-webhooks, github, stripe, shopify, slack, none")]
    [InlineData(
        "Partners:acme:Signature:Tolerance",
        "00:00:00",
        "a duration from 00:00:01 to 01:00:00, such as 00:00:05"
    )]
    [InlineData(
        "Partners:acme:Signature:Tolerance",
        "01:00:01",
        "a duration from 00:00:01 to 01:00:00, such as 00:00:05"
    )]
    [InlineData("Partners:acme:Signature:Secret", "", "a secret name: 1 to 127 letters, digits and hyphens")]
    [InlineData("Partners:acme:Mapping:DeliveryId", "id", "a JSON Pointer (RFC 6901), such as /data/tenant")]
    [InlineData("Partners:acme:Events", "customer.onboarded", Events)]
    [InlineData("Partners:acme:Events", "[]", Events)]
    [InlineData("Partners:acme:Events", "[1]", Events)]
    [InlineData("Partners:acme:Events", """["a",null]""", Events)]
    [InlineData("Partners:acme:Events", """["a","*"]""", Events)]
    [InlineData("Partners:acme:Mapping:EventType", "type", "a JSON Pointer (RFC 6901), such as /data/tenant")]
    [InlineData("Partners:acme:Mapping:OccurredAt", "timestamp", "a JSON Pointer (RFC 6901), such as /data/tenant")]
    [InlineData("Partners:acme:Mapping:CompanyId", "", "a JSON Pointer (RFC 6901), such as /data/tenant")]
    [InlineData("Partners:acme:Mapping:Tenant", "data.tenant", "a JSON Pointer (RFC 6901), such as /data/tenant")]
    [InlineData("Partners:acme:Mapping:Status", "/data/~2", "a JSON Pointer (RFC 6901), such as /data/tenant")]
    [InlineData("Partners:acme:Mapping:DefaultStatus", "LIVE", "one of " + Statuses)]
    [InlineData(
        "Partners:acme:Mapping:StatusMap",
        """{"live":"LIVE"}""",
        """JSON such as {"live":"ACTIVATED"}, with statuses out of """ + Statuses
    )]
    [InlineData(
        "Partners:acme:Mapping:StatusMap",
        """{"live":null}""",
        """JSON such as {"live":"ACTIVATED"}, with statuses out of """ + Statuses
    )]
    [InlineData(
        "Partners:acme:Mapping:StatusMap",
        """{"live":"ACTIVATED","live":"ERROR"}""",
        """JSON such as {"live":"ACTIVATED"}, with statuses out of """ + Statuses
    )]
    [InlineData(
        "Partners:acme:Mapping:StatusMap",
        "live=ACTIVATED",
        """JSON such as {"live":"ACTIVATED"}, with statuses out of """ + Statuses
    )]
    public void Names_the_setting_its_value_and_what_is_expected(string setting, string value, string expected)
    {
        var name = setting.Replace(":", "__", StringComparison.Ordinal);

        StartUp
            .FailuresInDevelopment((setting, value))
            .ShouldContain($"{name} is '{value}'; expected {expected}.", StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("metadata")]
    [InlineData("{}{}")]
    [InlineData("""{"a":"b"}""")]
    [InlineData("""{"a":null}""")]
    [InlineData("""{"a":1}""")]
    [InlineData("""["/a"]""")]
    [InlineData("""{"a":"/b","a":"/c"}""")]
    [InlineData("""{"onboardingDeliveryId":"/id"}""")]
    public void Requires_metadata_to_be_a_pointer_or_a_map_of_pointers(string value) =>
        StartUp
            .FailuresInDevelopment(("Partners:acme:Mapping:Metadata", value))
            .ShouldBe([
                $"Partners__acme__Mapping__Metadata is '{value}'; expected a JSON Pointer such as /data/metadata, or JSON from "
                    + """metadata keys to pointers such as {"externalConfigurationId":"/customer/configId"} (the key onboardingDeliveryId is reserved).""",
            ]);

    [Theory]
    [InlineData("ACME")]
    [InlineData("1acme")]
    [InlineData("ac-me")]
    [InlineData("ac_me")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456")]
    public void Requires_a_partners_name_that_is_valid_on_every_platform(string partner) =>
        StartUp
            .FailuresInDevelopment(
                ("Partners:acme:Signature:Scheme", null),
                ($"Partners:{partner}:Signature:Scheme", "github")
            )
            .ShouldBe([
                $"Partners__{partner} names the partner '{partner}'; expected 1 to 32 of a-z 0-9, with a letter first.",
            ]);

    [Theory]
    [InlineData("default")]
    [InlineData("master")]
    public void Refuses_a_partners_name_that_a_key_of_the_host_has(string partner) =>
        StartUp
            .FailuresInDevelopment(($"Partners:{partner}:Signature:Scheme", "github"))
            .ShouldBe([
                $"Partners__{partner} names the partner '{partner}'; expected another name, as the host has a key that is called '{partner}'.",
            ]);

    [Theory]
    [InlineData("a")]
    [InlineData("acme2")]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345")]
    public void Accepts_any_other_name_of_a_partner(string partner) =>
        StartUp.FailuresInDevelopment(($"Partners:{partner}:Signature:Scheme", "github")).ShouldBeEmpty();

    [Theory]
    [InlineData("Pleo:AttemptTimeout", "00:00:00.1")]
    [InlineData("Pleo:AttemptTimeout", "00:00:12")]
    [InlineData("Pleo:TotalTimeout", "00:00:25")]
    [InlineData("Pleo:TotalTimeout", "00:00:07.5")]
    [InlineData("Pleo:SettlingTime", "00:01:00")]
    [InlineData("Pleo:SettlingTime", "01:00:00")]
    [InlineData("Pleo:MaxConcurrency", "1")]
    [InlineData("Pleo:MaxConcurrency", "1000")]
    [InlineData("KeyVault:Uri", "http://127.0.0.1:8080/")]
    [InlineData("KeyVault:Uri", "https://localhost")]
    [InlineData("Deliveries:TableServiceUri", "http://127.0.0.1:10002/devstoreaccount1")]
    [InlineData("Deliveries:TableName", "abc")]
    [InlineData("Deliveries:Retention", "7.00:00:00")]
    [InlineData("Deliveries:Retention", "3650.00:00:00")]
    [InlineData("Recovery:GiveUpAfter", "00:01:00")]
    [InlineData("Recovery:GiveUpAfter", "1.12:30:00.5")]
    [InlineData("Recovery:GiveUpAfter", "30.00:00:00")]
    [InlineData("Recovery:Schedule", "0 */5 * * * *")]
    [InlineData("Partners:acme:AnswerWithin", "00:00:01")]
    [InlineData("Partners:acme:AnswerWithin", "00:00:25")]
    [InlineData("Partners:acme:ApiKeySecret", "{tenant}")]
    [InlineData("Partners:acme:Signature:Secret", "a-Secret-1")]
    [InlineData("Partners:acme:Signature:Tolerance", "00:00:01")]
    [InlineData("Partners:acme:Signature:Tolerance", "01:00:00")]
    [InlineData("Partners:acme:Mapping:Tenant", "/customer/0/id~0~1")]
    [InlineData("Partners:acme:Mapping:StatusMap", "{}")]
    [InlineData("Partners:acme:Mapping:Metadata", "{}")]
    public void Accepts_a_value_up_to_its_bounds(string setting, string value) =>
        StartUp.FailuresInDevelopment((setting, value)).ShouldBeEmpty();

    [Fact]
    public void Requires_the_total_time_to_be_at_least_that_of_one_attempt() =>
        StartUp
            .FailuresInDevelopment(("Pleo:AttemptTimeout", "00:00:05"), ("Pleo:TotalTimeout", "00:00:04.9"))
            .ShouldBe(["Pleo__TotalTimeout is '00:00:04.9'; expected at least Pleo__AttemptTimeout, '00:00:05'."]);

    [Theory]
    [InlineData(
        "Partners:acme:Signature:Secret",
        "whsec_distinctive",
        "a secret name: 1 to 127 letters, digits and hyphens"
    )]
    [InlineData(
        "Partners:acme:ApiKeySecret",
        "pls_distinctive",
        "a secret name of letters, digits and hyphens in which {tenant} stands once for the tenant"
    )]
    [InlineData(
        "Partners:acme:ApiKeySecret",
        "{tenant}-distinctive-{tenant}",
        "a secret name of letters, digits and hyphens in which {tenant} stands once for the tenant"
    )]
    public void Does_not_show_a_secret_that_is_set_in_place_of_its_name(string setting, string value, string expected)
    {
        var name = setting.Replace(":", "__", StringComparison.Ordinal);

        var failure = StartUp.FailuresInDevelopment((setting, value)).ShouldHaveSingleItem();

        failure.ShouldBe($"{name} holds a value that is not shown, because it may be a secret; expected {expected}.");
    }

    [Theory]
    [InlineData("KeyVault:Uri", "https://user:distinctive@vault.example/", "https://…@vault.example/")]
    [InlineData(
        "Deliveries:TableServiceUri",
        "https://account.table.core.windows.net/?sv=2026&sig=distinctive",
        "https://account.table.core.windows.net/…"
    )]
    [InlineData(
        "Deliveries:TableServiceUri",
        "https://account.table.core.windows.net/#distinctive",
        "https://account.table.core.windows.net/…"
    )]
    [InlineData(
        "Deliveries:TableServiceUri",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=distinctive",
        "DefaultEndpointsProtocol…"
    )]
    [InlineData("Deliveries:TableServiceUri", "UseDevelopmentStorage=true", "UseDevelopmentStorage…")]
    public void Shows_no_part_of_an_address_that_can_hold_a_secret(string setting, string value, string shown)
    {
        var failures = StartUp.FailuresInDevelopment((setting, value));

        var failure = failures.Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        failure.ShouldStartWith($"{setting.Replace(":", "__", StringComparison.Ordinal)} is '{shown}'; expected ");
        failure.ShouldNotContain("distinctive");
    }

    [Theory]
    [InlineData(
        "Pleo:Enviroment",
        "Pleo__Enviroment",
        "Environment, BaseAddress, AttemptTimeout, TotalTimeout, SettlingTime, MaxConcurrency after Pleo__"
    )]
    [InlineData("KeyVault:Url", "KeyVault__Url", "Uri after KeyVault__")]
    [InlineData(
        "Deliveries:Table",
        "Deliveries__Table",
        "TableServiceUri, ConnectionString, TableName, Retention after Deliveries__"
    )]
    [InlineData("Recovery:GiveUp", "Recovery__GiveUp", "GiveUpAfter, Schedule after Recovery__")]
    [InlineData(
        "Partners:acme:Secret",
        "Partners__acme__Secret",
        "ApiKeySecret, ApiKeyScheme, Events, AnswerWithin, Signature, Mapping after Partners__acme__"
    )]
    [InlineData(
        "Partners:acme:Signature:Schema",
        "Partners__acme__Signature__Schema",
        "Scheme, Secret, Tolerance after Partners__acme__Signature__"
    )]
    [InlineData(
        "Partners:acme:Mapping:Tenants",
        "Partners__acme__Mapping__Tenants",
        "DeliveryId, EventType, OccurredAt, Tenant, CompanyId, Status, DefaultStatus, StatusMap, Metadata after Partners__acme__Mapping__"
    )]
    public void Refuses_a_misspelled_setting_instead_of_using_its_default(string setting, string name, string known) =>
        StartUp
            .FailuresInDevelopment((setting, "distinctive"))
            .ShouldBe([$"{name} is not a setting; expected one of {known}."]);

    [Fact]
    public void Reads_the_names_of_settings_in_any_case() =>
        StartUp
            .FailuresInDevelopment(("PLEO:MAXCONCURRENCY", "7"), ("partners:acme:signature:SCHEME", "github"))
            .ShouldBeEmpty();

    [Fact]
    public void Reports_everything_that_is_wrong_at_once()
    {
        var failures = StartUp.FailuresInDevelopment(
            ("Pleo:MaxConcurrency", "0"),
            ("KeyVault:Uri", "vault"),
            ("Deliveries:TableName", "x"),
            ("Partners:acme:ApiKeyScheme", "Digest"),
            ("Partners:acme:Mapping:Tenant", "tenant"),
            ("Partners:Bad:Signature:Scheme", "none"),
            ("Pleo:Retries", "3")
        );

        failures.Distinct(StringComparer.Ordinal).Count().ShouldBe(7);
    }
}
