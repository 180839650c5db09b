using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>An erase in Table Storage, on a real Azurite.</summary>
public sealed class TableEraseTests : EraseContract
{
    private const string NorthwindHash = "84e2cdb7a166d1671bc5e2abc1e78b59";
    private const string FirstIdHash = "116b88f173007be5e05df2a87105f095";

    private readonly CallRecorder _recorder = new();
    private readonly TableClient _table;

    public TableEraseTests(AzuriteFixture azurite)
    {
        _table = azurite.NewTable(_recorder);
        Store = StoreIn(_table);
    }

    private protected override ILedgerStore Store { get; }

    [Fact]
    public async Task Leaves_two_rows_with_nothing_but_a_mark_and_the_hash_of_the_id()
    {
        await OnboardAsync("msg_1");

        await EraseAsync();

        var rows = new List<string>();
        await foreach (
            var entity in _table.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken)
        )
        {
            rows.Add($"{entity.PartitionKey} {entity.RowKey} {string.Join(' ', OwnProperties(entity))}".TrimEnd());
        }

        rows.ShouldBe(
            [
                $"{Partner}.{NorthwindHash} customer Deliveries=0 HasErased=True",
                $"{Partner}.{NorthwindHash} erased.{FirstIdHash}",
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task An_instance_that_knew_the_customer_notices_that_another_one_erased_it()
    {
        var other = LedgerOn(StoreIn(_table));
        await OnboardAsync("msg_1");
        await other.EraseAsync(KeyOf("").Customer, Lease);

        var old = await ClaimAsync("msg_1");
        var added = await GrantAsync("msg_2");

        old.ShouldBeOfType<ClaimResult.Erased>();
        added.Customer.InstallationId.ShouldBeNull();
    }

    [Fact]
    public async Task A_customer_that_came_back_costs_its_reads_and_no_other_one_does()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();
        await OnboardAsync("msg_2");
        await ApplyAsync(await GrantAsync("msg_1", tenant: "southwind"));
        _recorder.Forget();

        await ApplyAsync(await GrantAsync("msg_2", tenant: "southwind"));
        var usual = _recorder.Calls.Count;
        await ApplyAsync(await GrantAsync("msg_3"));

        usual.ShouldBe(2);
        // An insert that fails, two reads at once, the look for the hash, the claim and the record.
        (_recorder.Calls.Count - usual).ShouldBe(6);
    }

    private protected override Task PassLeaseAsync() => ServerClock.PassAsync(_table, ShortLease);

    private static IEnumerable<string> OwnProperties(TableEntity entity) =>
        entity
            .Where(property =>
                property.Key is not ("odata.etag" or "PartitionKey" or "RowKey" or "Timestamp")
                && property.Value is not null
            )
            .Select(property => $"{property.Key}={property.Value}")
            .Order(StringComparer.Ordinal);

    private static TableLedgerStore StoreIn(TableClient table) =>
        new(table, TimeProvider.System, NullLogger<TableLedgerStore>.Instance);
}
