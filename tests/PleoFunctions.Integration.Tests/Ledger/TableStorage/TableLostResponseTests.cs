using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>Lost requests and responses of Table Storage, on a real Azurite.</summary>
public sealed class TableLostResponseTests : LostResponseContract
{
    private readonly LostCalls _calls = new();
    private readonly TableClient _table;

    public TableLostResponseTests(AzuriteFixture azurite)
    {
        _table = azurite.NewTable(_calls);
        Store = new TableLedgerStore(_table, TimeProvider.System, NullLogger<TableLedgerStore>.Instance);
    }

    private protected override ILedgerStore Store { get; }

    private protected override void Lose(WriteLoss loss) => _calls.Lose(loss);

    private protected override Task PassLeaseAsync() => ServerClock.PassAsync(_table, ShortLease);
}
