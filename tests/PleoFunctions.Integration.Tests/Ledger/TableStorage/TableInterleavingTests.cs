using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Testing.Exploration;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

public sealed class TableInterleavingTests(AzuriteFixture azurite) : InterleavingContract
{
    private protected override Limits Limits => new(Faults: 1, Switches: 0);

    [Theory]
    [MemberData(nameof(SomeCases))]
    public Task Keeps_every_promise(Before customer, string? one, string? other) =>
        KeepsEveryPromiseAsync(customer, one, other);

    private protected override ILedgerStore[] CreateStore()
    {
        var table = azurite.NewTable();
        return [StoreIn(table), StoreIn(table)];
    }

    private static TableLedgerStore StoreIn(TableClient table) =>
        new(table, TimeProvider.System, NullLogger<TableLedgerStore>.Instance);
}
