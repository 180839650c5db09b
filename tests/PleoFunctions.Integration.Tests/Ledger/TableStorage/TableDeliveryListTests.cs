using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>What operators read of the ledger in Table Storage, on a real Azurite.</summary>
public sealed class TableDeliveryListTests : DeliveryListContract
{
    private const string History = "History";

    private readonly TableClient _table;
    private readonly string _azurite;

    public TableDeliveryListTests(AzuriteFixture azurite)
    {
        _azurite = azurite.ConnectionString;
        _table = azurite.NewTable();
        Store = StoreIn(_table);
    }

    private protected override ILedgerStore Store { get; }

    [Fact]
    public async Task A_list_continues_after_empty_pages_of_the_service()
    {
        await FailOneAsync("msg_1", ProblemCode.PleoRejected);
        var ledger = LedgerOn(Through(new EmptyPages { Count = 30 }));

        (await ledger.ListAsync(Partner, new DeliveryQuery())).Succeeded(out var page, out _).ShouldBeTrue();

        page!.Deliveries.ShouldHaveSingleItem().Key.DeliveryId.ShouldBe("msg_1");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("[{]")]
    public async Task An_absent_or_unreadable_history_does_not_block_the_delivery(string? history)
    {
        await FailOneAsync("msg_1", ProblemCode.PleoRejected);
        await ReplaceHistoryAsync(history);
        (await ReadAsync("msg_1")).Delivery!.History.Claims.ShouldBeEmpty();

        await DoneAsync("msg_1");

        (await ReadAsync("msg_1")).Delivery!.History.Claims.Select(claim => claim.Attempt).ShouldBe([2]);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_problem_not_an_exception()
    {
        var store = StoreIn(
            new TableClient(
                PleoFunctions.Testing.AzuriteServer.ConnectionStringTo(new Uri("http://127.0.0.1:9/")),
                "deliveries",
                new TableClientOptions { Retry = { MaxRetries = 0 } }
            )
        );

        (await LedgerOn(store).ListAsync(Partner, new DeliveryQuery()))
            .Succeeded(out _, out var listing)
            .ShouldBeFalse();
        (await store.ReadAsync(KeyOf("msg_1"))).Succeeded(out _, out var reading).ShouldBeFalse();
        (await store.ReadCustomerAsync(KeyOf("").Customer, 1)).Succeeded(out _, out var customer).ShouldBeFalse();
        (await store.BindAsync(KeyOf("").Customer, "urn")).Succeeded(out _, out var binding).ShouldBeFalse();

        foreach (var problem in (Problem[])[listing!, reading!, customer!, binding!])
        {
            problem.Code.ShouldBe(ProblemCode.LedgerUnavailable);
        }
    }

    // The time in a response is cut to whole seconds: a lease looks up to one second longer than it is.
    private protected override Task PassLeaseAsync() =>
        Task.Delay(ShortLease + TimeSpan.FromSeconds(1.1), TimeProvider.System);

    // The ledger counts the time at which it first saw a delivery in whole seconds.
    private protected override Task PassTimeAsync() => Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System);

    private async Task ReplaceHistoryAsync(string? history)
    {
        var key = KeyOf("msg_1");
        TableEntity entity = await _table.GetEntityAsync<TableEntity>(
            TableKeys.PartitionOf(key.Customer),
            TableKeys.RowOf(key.DeliveryId)
        );
        entity.Remove(History);
        if (history is not null)
        {
            entity[History] = history;
        }

        await _table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace);
    }

    private TableLedgerStore Through(HttpMessageHandler handler) =>
        StoreIn(
            new TableClient(
                _azurite,
                _table.Name,
                new TableClientOptions { Transport = new HttpClientTransport(handler) }
            )
        );

    private static TableLedgerStore StoreIn(TableClient table) =>
        new(table, TimeProvider.System, NullLogger<TableLedgerStore>.Instance);
}
