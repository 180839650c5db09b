using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

public sealed class TableReplayTests(AzuriteFixture azurite) : ReplayContract
{
    private protected override OperatorScenario Compose() => new((azurite.ConnectionString, azurite.CreateTable()));
}
