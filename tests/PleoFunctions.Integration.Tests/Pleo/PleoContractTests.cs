using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Integration.Tests.Pleo;

/// <summary>Our calls to Pleo, checked by Prism against a description of Pleo's API.</summary>
public sealed class PleoContractTests(PleoFixture fixture) : IClassFixture<PleoFixture>
{
    [Theory]
    [InlineData("acme")]
    [InlineData("oauth")]
    public async Task Objects_as_metadata_fit_Pleos_strict_description(string partner)
    {
        const string metadata = """{"externalConfigurationId":{"value":"123456789"},"plan":{}}""";

        var sent = await fixture.ToTheLetter.SendAsync(partner, "northwind-1", metadata);

        sent.ShouldBeInstalled("created");
        ShouldHaveMetadata(sent, metadata);
        fixture.ToTheLetter.Prism.Log.ShouldContain("> Forwarding \"post\" request");
    }

    [Fact]
    public async Task Looking_up_an_installation_fits_Pleos_strict_description()
    {
        const string metadata = """{"externalConfigurationId":{"value":"123456789"}}""";

        var sent = await fixture.ToTheLetter.SendAsync("acme", "lost-reply", metadata);

        sent.ShouldBeInstalled("reconciled");
        ShouldHaveMetadata(sent, metadata);
        fixture.ToTheLetter.Prism.Log.ShouldContain("> Forwarding \"get\" request");
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("oauth")]
    public async Task Updating_an_installation_fits_Pleos_strict_description(string partner)
    {
        const string metadata = """{"externalConfigurationId":{"value":"123456789"}}""";

        var sent = await fixture.ToTheLetter.SendAsync(partner, "installed", metadata);

        sent.ShouldBeInstalled("updated");
        ShouldHaveMetadata(sent, metadata);
        fixture.ToTheLetter.Prism.Log.ShouldContain("> Forwarding \"put\" request");
    }

    [Theory]
    [InlineData(nameof(ApiKeyScheme.Basic))]
    [InlineData(nameof(ApiKeyScheme.Bearer))]
    public async Task Asking_whose_a_key_is_fits_Pleos_description_and_gives_the_company_of_the_installation(
        string scheme
    )
    {
        const string key = "pls_local_acme_installed";
        var presented = Enum.Parse<ApiKeyScheme>(scheme);

        var known = await fixture.IntrospectAsync(key, presented);
        var unknown = await fixture.IntrospectAsync("pls_unknown", presented);

        known.Kind.ShouldBe(PleoReplyKind.Introspected);
        var installation = JsonNode.Parse(await fixture.InstallationOfAsync(key))!;
        known.Subject.ShouldBe((string?)installation["resource"]);
        unknown.Kind.ShouldBe(PleoReplyKind.Unauthorized);
        fixture.ToTheLetter.Prism.Log.ShouldContain("/v1/introspect");
    }

    [Fact]
    public async Task Strings_as_metadata_break_the_strict_description_although_Pleos_example_has_them()
    {
        var sent = await fixture.ToTheLetter.SendAsync(
            "acme",
            "northwind-2",
            """{"externalConfigurationId":"123456789"}"""
        );

        // Prism answers instead of Pleo, which proves that it checks what we send.
        sent.ShouldBeProblem(502, "pleo_unexpected_response");
        fixture.ToTheLetter.Prism.Log.ShouldContain("Request terminated with error");
        (await fixture.InstallationOfAsync("pls_local_acme_northwind-2")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("northwind-3", """{"externalConfigurationId":"123456789"}""")]
    [InlineData("northwind-4", """{"externalConfigurationId":{"value":"123456789"}}""")]
    [InlineData("northwind-5", """{"text":"blåbær <&> 🫐","number":-1.5,"yes":true,"none":null,"list":[1,"2",{}]}""")]
    [InlineData("northwind-6", "{}")]
    public async Task Any_metadata_reaches_Pleo_and_returns_to_the_partner_unchanged(string tenant, string metadata)
    {
        var sent = await fixture.WithAnyMetadata.SendAsync("acme", tenant, metadata);

        sent.ShouldBeInstalled("created");
        ShouldHaveMetadata(sent, metadata);
        var atPleo = JsonNode.Parse(await fixture.InstallationOfAsync($"pls_local_acme_{tenant}"))!["metadata"]!;
        atPleo.AsObject().Remove("onboardingDeliveryId").ShouldBeTrue();
        ShouldBeSame(atPleo, metadata);
    }

    private static void ShouldHaveMetadata(SentWebhook sent, string metadata) =>
        ShouldBeSame(sent.Json["installation"]!["metadata"]!, metadata);

    private static void ShouldBeSame(JsonNode actual, string expected) =>
        actual.ToJsonString().ShouldBe(JsonNode.Parse(expected)!.ToJsonString());
}
