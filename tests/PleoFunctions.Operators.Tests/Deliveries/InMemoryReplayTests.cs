using PleoFunctions.Operators.Tests.Scenarios;

namespace PleoFunctions.Operators.Tests.Deliveries;

public sealed class InMemoryReplayTests : ReplayContract
{
    private protected override OperatorScenario Compose() => new();
}
