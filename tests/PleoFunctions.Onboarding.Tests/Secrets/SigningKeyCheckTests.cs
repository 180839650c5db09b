using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Secrets;

/// <summary>What the start says of the signing keys, before any webhook.</summary>
public sealed class SigningKeyCheckTests : OnboardingScenario
{
    [Fact]
    public async Task Names_the_secrets_that_are_missing_or_have_keys_of_the_wrong_kind()
    {
        Set("Partners:globex:Signature:Scheme", "standard-webhooks");
        Set("Partners:hooli:Signature:Scheme", "github");
        Set("Partners:initech:Signature:Scheme", "slack");
        Set("Partners:none:Signature:Scheme", "none");
        Vault["globex--webhook-signing"] = "k8bQhUWs2wGWJ2BRqYYJM0UUi2IkFyWXqgTuXx6XrJ4=";
        Vault["hooli--webhook-signing"] = "15-bytes-of-key";

        await CheckAsync();

        Logs.GetSnapshot()
            .Where(record => record.Id.Id is 311 or 312)
            .Select(record => $"{record.Id.Id} {record.GetStructuredStateValue("Partner")}")
            .ShouldBe(["312 globex", "312 hooli", "311 initech"], ignoreOrder: true);
        Vault.ReadsOf("none--webhook-signing").ShouldBe(0);
    }

    [Fact]
    public async Task The_first_webhook_finds_the_key_in_memory()
    {
        Pleo.OnPost(Reply.Created).Listen();

        await CheckAsync();
        (await SendAsync(new Webhook())).ShouldBeInstalled("created");

        Vault.ReadsOf(SigningSecret).ShouldBe(1);
    }

    private async Task CheckAsync()
    {
        var check = Services.GetServices<IHostedService>().OfType<SigningKeyCheck>().ShouldHaveSingleItem();
        await check.StartAsync(TestContext.Current.CancellationToken);
        await Patience.ForAsync(check.ExecuteTask!);
    }
}
