using PleoFunctions.Operators.Tests.Scenarios;

namespace PleoFunctions.Operators.Tests.Deliveries;

public sealed class TableReplayTests(AzuriteFixture azurite) : ReplayContract
{
    private protected override OperatorScenario Compose() =>
        new((azurite.ConnectionString, AzuriteFixture.NewTableName()));
}
