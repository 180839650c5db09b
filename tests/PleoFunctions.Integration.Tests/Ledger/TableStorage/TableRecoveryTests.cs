using Azure.Data.Tables;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Testing.Operators;
using PleoFunctions.Testing.Recovery;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

public sealed class TableRecoveryTests : RecoveryContract
{
    private readonly string _azurite;
    private readonly string _table;

    public TableRecoveryTests(AzuriteFixture azurite) =>
        (_azurite, _table) = (azurite.ConnectionString, azurite.CreateTable());

    private protected override int EntriesWithoutDelivery => 1;

    private protected override OperatorScenario Compose() => new((_azurite, _table));

    /// <summary>Waits on the storage service's clock, which no test can move.</summary>
    private protected override Task PassAsync(OperatorScenario scenario, TimeSpan time) =>
        Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);

    private protected override async Task LeaveEntryAsync(OperatorScenario scenario, DeliveryKey key)
    {
        var summary = new DeliverySummary
        {
            Key = key,
            State = DeliveryState.InProgress,
            Attempts = 1,
            FirstSeenAt = scenario.Clock.GetUtcNow(),
        };
        await new TableOpenIndex(new TableClient(_azurite, _table), scenario.Clock).AddAsync(
            summary,
            OperatorScenario.Lease
        );
    }
}
