using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Secrets;

/// <summary>In Development, settings may hold secrets; others come from the vault, if there is one.</summary>
public sealed class ConfiguredSecretSourceTests : OnboardingScenario
{
    [Fact]
    public async Task Serves_a_delivery_without_any_vault()
    {
        Set("KeyVault:Uri", null);
        Set($"Secrets:{SigningSecret}", Webhook.DefaultSecret);
        Set($"Secrets:{ApiKeySecret.ToUpperInvariant()}", "pls_local");
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Pleo.Calls[0]["Authorization"].ShouldBe("Basic " + Convert.ToBase64String("pls_local:"u8));
        Vault.Reads.ShouldBe(0);
    }

    [Fact]
    public async Task Does_not_find_a_secret_that_is_in_neither()
    {
        Set("KeyVault:Uri", null);
        Set($"Secrets:{SigningSecret}", Webhook.DefaultSecret);

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeProblem(422, "tenant_not_configured");
    }

    [Fact]
    public async Task Asks_the_vault_for_what_is_not_in_the_settings()
    {
        Set($"Secrets:{SigningSecret}", Webhook.DefaultSecret);
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
        Vault.Reads.ShouldBe(1);
        Vault.ReadsOf(ApiKeySecret).ShouldBe(1);
    }
}
