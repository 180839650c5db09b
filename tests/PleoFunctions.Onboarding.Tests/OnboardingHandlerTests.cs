using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests;

public sealed class OnboardingHandlerTests : OnboardingScenario
{
    [Fact]
    public async Task Turns_a_webhook_into_an_installation()
    {
        Pleo.OnPost(Reply.Created).Listen();

        var answer = await SendAsync(new Webhook());

        answer.ShouldBeInstalled("created");
    }
}
