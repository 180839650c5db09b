using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>The document and the code require the same of a webhook.</summary>
public sealed class WebhookRequestTests(OpenApiFixture fixture)
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    // The base64 of the seed 0, 1, 2 … 31.
    private const string PrivateKey = "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    public static TheoryData<string> Schemes => [.. SignatureScheme.All.Select(scheme => scheme.Name)];

    private static Partner Acme { get; } = CreatePartner();

    [Fact]
    public void The_headers_are_those_of_all_schemes_and_no_others()
    {
        var documented = HeaderParameters().Select(parameter => (string)parameter.Node["name"]!);

        documented.ShouldBe(
            SignatureScheme.All.SelectMany(scheme => Sign(scheme, Secret)).Select(header => header.Key),
            ignoreOrder: true
        );
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task The_headers_of_a_scheme_are_described_under_its_name_in_a_form_that_its_signatures_have(
        string name
    )
    {
        var scheme = SignatureScheme.Find(name)!;
        string[] secrets = scheme is StandardWebhooksScheme ? [Secret, PrivateKey] : [Secret];

        foreach (var (header, value) in secrets.SelectMany(secret => Sign(scheme, secret)))
        {
            var (pointer, parameter) = HeaderParameters().Single(one => IsNamed(one.Node, header));
            ((string)parameter["description"]!).ShouldStartWith($"Scheme `{name}`, required there");
            ((string)parameter["in"]!).ShouldBe("header");
            (await fixture.Contract.ValidateAsync(pointer + "/schema", value)).ShouldBeEmpty(header);
        }
    }

    [Fact]
    public async Task The_form_of_a_signature_is_stricter_than_any_text()
    {
        foreach (var (pointer, parameter) in HeaderParameters())
        {
            (await fixture.Contract.ValidateAsync(pointer + "/schema", "any text, really")).ShouldNotBeEmpty(
                (string)parameter["name"]!
            );
        }
    }

    [Fact]
    public void An_id_in_the_payload_is_described_where_the_scheme_looks_for_it()
    {
        var descriptions = HeaderParameters().Select(one => (string)one.Node["description"]!).ToList();

        foreach (var scheme in SignatureScheme.All.Where(scheme => scheme.DeliveryIdPointer is not null))
        {
            descriptions.ShouldContain(text =>
                text.StartsWith($"Scheme `{scheme.Name}`", StringComparison.Ordinal)
                && text.Contains($"`{scheme.DeliveryIdPointer}` in the payload", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void The_limits_are_the_constants()
    {
        var body = (string)fixture.Webhook["requestBody"]!["description"]!;
        body.ShouldContain($"at most {WebhookBody.MaxLength / 1024} KiB");
        body.ShouldContain($"no deeper than {PayloadReader.MaxDepth} levels");

        var tolerance = TimeSpan.Parse(
            new SignatureOptions().Tolerance,
            System.Globalization.CultureInfo.InvariantCulture
        );
        foreach (
            var (_, parameter) in HeaderParameters()
                .Where(one => ((string)one.Node["name"]!).Contains("timestamp", StringComparison.OrdinalIgnoreCase))
        )
        {
            ((string)parameter["description"]!).ShouldContain($"at most {tolerance.TotalMinutes:0} minutes off");
        }
    }

    [Fact]
    public void The_statuses_are_those_that_are_accepted() =>
        fixture.Schema("OnboardingPayload")["properties"]!["data"]!["properties"]!["status"]!["enum"]!
            .AsArray()
            .Select(status => (string?)status)
            .ShouldBe([.. InstallationStatus.All, null]);

    [Theory]
    [InlineData("a")]
    [InlineData("a1")]
    [InlineData("z2345678901234567890123456789012")]
    [InlineData("z23456789012345678901234567890123")]
    [InlineData("1a")]
    [InlineData("A")]
    [InlineData("a-b")]
    [InlineData("a_b")]
    public async Task A_partner_s_name_has_the_form_of_the_settings(string name)
    {
        var place = fixture.Contract.Find("paths", "/api/webhooks/{partner}/onboarding", "post", "parameters", "0");

        var faults = await fixture.Contract.ValidateAsync(place.Pointer + "/schema", name);

        (faults.Count == 0).ShouldBe(PartnerName.IsValid(name));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W")]
    [InlineData("72d3162e-cc78-11e3-81ab-4c9367dc0958")]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("ä")]
    public async Task A_delivery_id_has_the_form_that_is_checked(string id)
    {
        foreach (
            var candidate in new[] { id, id.PadRight(128, 'x'), id.PadRight(129, 'x') }.Distinct(StringComparer.Ordinal)
        )
        {
            foreach (var (pointer, _) in HeaderParameters().Where(one => IsDeliveryId((string)one.Node["name"]!)))
            {
                var faults = await fixture.Contract.ValidateAsync(pointer + "/schema", candidate);
                (faults.Count == 0).ShouldBe(DeliveryId.IsValid(candidate), candidate);
            }
        }
    }

    [Theory]
    [InlineData("""{"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"data":{"tenant":"North-Wind-1"}}""")]
    [InlineData("""{"data":{"tenant":"north--wind"}}""")]
    [InlineData("""{"data":{"tenant":"-northwind"}}""")]
    [InlineData("""{"data":{"tenant":"northwind-"}}""")]
    [InlineData("""{"data":{"tenant":"north_wind"}}""")]
    [InlineData("""{"data":{"tenant":"north wind"}}""")]
    [InlineData("""{"data":{"tenant":"northwind\n"}}""")]
    [InlineData("""{"data":{"tenant":""}}""")]
    [InlineData("""{"data":{"tenant":"a23456789012345678901234567890123456789012345678901234567890123"}}""")]
    [InlineData("""{"data":{"tenant":"a234567890123456789012345678901234567890123456789012345678901234"}}""")]
    [InlineData("""{"data":{"tenant":4711}}""")]
    [InlineData("""{"data":{"tenant":0}}""")]
    [InlineData("""{"data":{"tenant":-1}}""")]
    [InlineData("""{"data":{"tenant":1.5}}""")]
    [InlineData("""{"data":{"tenant":true}}""")]
    [InlineData("""{"data":{"tenant":null}}""")]
    [InlineData("""{"data":{"tenant":["northwind"]}}""")]
    [InlineData("""{"data":{"status":"ACTIVATED"}}""")]
    [InlineData("""{"data":{}}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("null")]
    [InlineData("\"northwind\"")]
    [InlineData("""{"type":1,"timestamp":[],"other":{},"data":{"tenant":"northwind","other":1}}""")]
    [InlineData("""{"timestamp":null,"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-11-23T10:00:00Z","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-11-23t10:00:00.25z","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-11-23T10:00:00+02:00","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-11-23T10:00:00","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-11-23 10:00:00Z","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-11-23","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-02-29T10:00:00Z","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"2026-11-23T24:00:00Z","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"noon","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"1795428000","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"1795428000123","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":"-1","data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":0,"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":1795428000,"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":253402300799999,"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":253402300800000,"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":-1,"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":1.5,"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"timestamp":{},"data":{"tenant":"northwind"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":null}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":"123e4567-E89B-12d3-a456-426614174000"}}""")]
    [InlineData(
        """{"data":{"tenant":"northwind","companyId":"urn:pleo:company:123e4567-E89B-12d3-a456-426614174000"}}"""
    )]
    [InlineData(
        """{"data":{"tenant":"northwind","companyId":"urn:pleo:organisation:123e4567-E89B-12d3-a456-426614174000"}}"""
    )]
    [InlineData("""{"data":{"tenant":"northwind","companyId":"123e4567E89B12d3a456426614174000"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":" 123e4567-E89B-12d3-a456-426614174000"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":"{123e4567-E89B-12d3-a456-426614174000}"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":"+23e4567-E89B-12d3-a456-426614174000"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":""}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":4711}}""")]
    [InlineData("""{"data":{"tenant":"northwind","companyId":{}}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":"ACTIVATED"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":"INACTIVE"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":"AUTHORIZED"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":"PENDING_INTEGRATION"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":"ERROR"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":null}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":"activated"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":"LIVE"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","status":1}}""")]
    [InlineData("""{"data":{"tenant":"northwind","metadata":{}}}""")]
    [InlineData("""{"data":{"tenant":"northwind","metadata":null}}""")]
    [InlineData("""{"data":{"tenant":"northwind","metadata":{"a":null,"b":[1],"c":{"d":true}}}}""")]
    [InlineData("""{"data":{"tenant":"northwind","metadata":[]}}""")]
    [InlineData("""{"data":{"tenant":"northwind","metadata":"text"}}""")]
    [InlineData("""{"data":{"tenant":"northwind","metadata":{"onboardingDeliveryId":"x"}}}""")]
    public async Task A_payload_fits_the_document_exactly_when_it_is_accepted(string payload)
    {
        var faults = await fixture.FaultsAsync(JsonNode.Parse(payload), "components", "schemas", "OnboardingPayload");

        var reading = PayloadReader.Read(Acme.Mapping, "msg_1", Encoding.UTF8.GetBytes(payload));

        (faults.Length == 0).ShouldBe(
            reading is PayloadReading.Accepted,
            (reading as PayloadReading.Refused)?.Problem.Detail ?? faults
        );
    }

    private List<(string Pointer, JsonNode Node)> HeaderParameters()
    {
        var parameters = fixture.Webhook["parameters"]!.AsArray();
        return
        [
            .. Enumerable
                .Range(0, parameters.Count)
                .Select(index =>
                    fixture.Contract.Find(
                        "paths",
                        "/api/webhooks/{partner}/onboarding",
                        "post",
                        "parameters",
                        index.ToString(System.Globalization.CultureInfo.InvariantCulture)
                    )
                )
                .Where(parameter => string.Equals((string?)parameter.Node["in"], "header", StringComparison.Ordinal)),
        ];
    }

    private static bool IsNamed(JsonNode parameter, string name) =>
        string.Equals((string?)parameter["name"], name, StringComparison.Ordinal);

    private static bool IsDeliveryId(string header) =>
        SignatureScheme.All.Any(scheme => string.Equals(scheme.DeliveryIdHeader, header, StringComparison.Ordinal));

    private static IReadOnlyList<KeyValuePair<string, string>> Sign(SignatureScheme scheme, string secret) =>
        scheme.Sign("msg_1", DateTimeOffset.UnixEpoch.AddSeconds(1795428000), "{}"u8, secret);

    /// <summary>A partner that has only a name.</summary>
    private static Partner CreatePartner()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
                    ["Pleo:Environment"] = "Staging",
                    ["KeyVault:Uri"] = "https://embedded.vault.local/",
                    ["Partners:acme:Signature:Scheme"] = "standard-webhooks",
                }
            )
            .Build();
        using var services = new ServiceCollection().AddLogging().AddOnboarding(settings).BuildServiceProvider();
        return services.GetRequiredService<PartnerDirectory>().All.Single();
    }
}
