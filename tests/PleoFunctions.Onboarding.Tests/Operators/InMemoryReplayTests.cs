using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Operators;

public sealed class InMemoryReplayTests : ReplayContract
{
    private protected override OperatorScenario Compose() => new();

    private protected override Task PassAsync(OperatorScenario scenario, TimeSpan time)
    {
        scenario.Clock.Advance(time);
        return Task.CompletedTask;
    }
}
