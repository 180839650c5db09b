using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Onboarding.Tests.Operators;

public sealed class InMemoryReplayTests : ReplayContract
{
    private protected override OperatorScenario Compose() => new();
}
