using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Settings;

/// <summary>Only Development may use what is unsafe or not durable in Azure.</summary>
public sealed class EnvironmentRulesTests
{
    private const string Issuer = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0";

    [Theory]
    [InlineData(null)]
    [InlineData("Production")]
    [InlineData("Staging")]
    [InlineData("")]
    public void Treats_any_other_environment_as_Production(string? environment) =>
        StartUp
            .FailuresInProduction(("AZURE_FUNCTIONS_ENVIRONMENT", environment), ("Secrets:x", "distinctive"))
            .ShouldHaveSingleItem();

    [Theory]
    [InlineData("Development")]
    [InlineData("development")]
    public void Recognizes_Development_in_any_case(string environment) =>
        StartUp
            .FailuresInProduction(("AZURE_FUNCTIONS_ENVIRONMENT", environment), ("Secrets:x", "distinctive"))
            .ShouldBeEmpty();

    [Fact]
    public void Refuses_secrets_in_settings_in_Production() =>
        StartUp
            .FailuresInProduction(("Secrets:acme--webhook-signing", "distinctive"))
            .ShouldBe([
                "Secrets__acme--webhook-signing is set; expected no Secrets__ outside Development. Store keys in the vault of KeyVault__Uri.",
            ]);

    [Fact]
    public void Requires_a_vault_in_Production() =>
        StartUp
            .FailuresInProduction(("KeyVault:Uri", null))
            .ShouldBe([
                "KeyVault__Uri is not set; expected the address of the vault with the keys, such as https://my-vault.vault.azure.net/.",
            ]);

    [Fact]
    public void Requires_a_vault_or_secrets_in_Development()
    {
        StartUp
            .FailuresInDevelopment(("KeyVault:Uri", null))
            .ShouldBe([
                "KeyVault__Uri is not set; expected the address of the vault with the keys, or Secrets__<secret-name> settings instead.",
            ]);
        StartUp.FailuresInDevelopment(("KeyVault:Uri", null), ("Secrets:x", "y")).ShouldBeEmpty();
    }

    [Fact]
    public void Refuses_another_address_of_Pleo_in_Production() =>
        StartUp
            .FailuresInProduction(("Pleo:BaseAddress", "https://proxy.example/"))
            .ShouldBe([
                "Pleo__BaseAddress is 'https://proxy.example/'; expected to be unset outside Development. Set Pleo__Environment instead.",
            ]);

    [Fact]
    public void Requires_a_choice_of_Pleo()
    {
        const string failure = "Pleo__Environment is not set; expected one of Staging, Production.";

        StartUp.FailuresInProduction(("Pleo:Environment", null)).ShouldBe([failure]);
        StartUp.FailuresInDevelopment(("Pleo:Environment", null)).ShouldBe([failure]);
    }

    [Fact]
    public void Requires_a_durable_ledger_in_Production()
    {
        StartUp
            .FailuresInProduction(("Deliveries:TableServiceUri", null))
            .ShouldBe([
                "Deliveries__TableServiceUri is not set; expected the address of the table service, such as "
                    + "https://myaccount.table.core.windows.net/: the in-memory ledger forgets, and serves Development only.",
            ]);
        StartUp
            .FailuresInProduction(
                ("Deliveries:TableServiceUri", null),
                ("Deliveries:ConnectionString", "UseDevelopmentStorage=true")
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Requires_one_address_of_the_ledger_not_two() =>
        StartUp
            .FailuresInProduction(("Deliveries:ConnectionString", "AccountKey=distinctive"))
            .ShouldBe([
                "Deliveries__TableServiceUri and Deliveries__ConnectionString are both set; expected one of them.",
            ]);

    [Fact]
    public void Requires_the_issuer_and_the_audience_of_operators_together()
    {
        StartUp
            .FailuresInProduction(("Operators:Authority", Issuer))
            .ShouldBe(["Operators__Audience is not set; expected the audience of the tokens of Operators__Authority."]);
        StartUp
            .FailuresInProduction(("Operators:Audience", "app"))
            .ShouldBe(["Operators__Authority is not set; expected the issuer of the tokens for Operators__Audience."]);
        StartUp.FailuresInProduction(("Operators:Authority", Issuer), ("Operators:Audience", "app")).ShouldBeEmpty();
    }

    [Fact]
    public void Refuses_to_lock_every_operator_out()
    {
        StartUp
            .FailuresInProduction(("Operators:AdminKey", "false"))
            .ShouldBe([
                "Operators__AdminKey is 'false'; expected true while Operators__Authority is not set, because no operator could get in.",
            ]);
        StartUp
            .FailuresInProduction(
                ("Operators:Authority", Issuer),
                ("Operators:Audience", "app"),
                ("Operators:AdminKey", "false")
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Takes_an_issuer_without_TLS_in_Development_only()
    {
        const string local = "http://localhost:7080";

        StartUp
            .FailuresInProduction(("Operators:Authority", local), ("Operators:Audience", "app"))
            .ShouldBe([
                "Operators__Authority is 'http://localhost:7080'; expected an https address outside Development.",
            ]);
        StartUp.FailuresInDevelopment(("Operators:Authority", local), ("Operators:Audience", "app")).ShouldBeEmpty();
    }

    [Fact]
    public void Uses_a_managed_identity_for_Azure_and_the_developers_in_Development()
    {
        using var production = Composition.Of([.. Composition.Production, ("AZURE_CLIENT_ID", Guid.Empty.ToString())]);
        using var system = Composition.Of(Composition.Production);
        using var development = Composition.Of(Composition.Development);

        production.GetRequiredService<TokenCredential>().ShouldBeOfType<ManagedIdentityCredential>();
        system.GetRequiredService<TokenCredential>().ShouldBeOfType<ManagedIdentityCredential>();
        development.GetRequiredService<TokenCredential>().ShouldBeOfType<ChainedTokenCredential>();
    }
}
