using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

public sealed class TableReplayTests(AzuriteFixture azurite) : ReplayContract
{
    private protected override OperatorScenario Compose() => new((azurite.ConnectionString, azurite.CreateTable()));

    /// <summary>Waits on the storage service's clock, which no test can move.</summary>
    private protected override Task PassAsync(OperatorScenario scenario, TimeSpan time) =>
        Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);
}
