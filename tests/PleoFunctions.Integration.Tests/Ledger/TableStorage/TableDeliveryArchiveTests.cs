using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

public sealed class TableDeliveryArchiveTests : DeliveryArchiveContract
{
    private readonly CallRecorder _recorder = new();
    private readonly TableClient _table;
    private readonly string _azurite;

    public TableDeliveryArchiveTests(AzuriteFixture azurite)
    {
        _azurite = azurite.ConnectionString;
        _table = azurite.NewTable(_recorder);
        _table.CreateIfNotExists();
        Ledger = new TableDeliveryLedger(_table, TimeProvider.System, NullLogger<TableDeliveryLedger>.Instance);
        Archive = new TableDeliveryArchive(_table, TimeProvider.System, NullLogger<TableDeliveryArchive>.Instance);
    }

    private protected override IDeliveryLedger Ledger { get; }

    private protected override IDeliveryArchive Archive { get; }

    [Fact]
    public async Task A_successful_delivery_costs_two_calls()
    {
        // The first opens the connection, and may be sent again where that takes long.
        await DoneAsync("msg_0");
        _recorder.Forget();

        await DoneAsync("msg_1");

        _recorder.Calls.Count.ShouldBe(2);
        (await ReadAsync("msg_1")).History.Claims.ShouldHaveSingleItem().State.ShouldBe(ClaimState.Done);
    }

    [Fact]
    public async Task A_list_fetches_neither_bodies_nor_answers()
    {
        await FailAsync("msg_1", ProblemCode.PleoRejected);
        _recorder.Forget();

        await ListAsync();

        var asked = _recorder.Calls.ShouldHaveSingleItem();
        asked.ShouldContain("$select=PartitionKey,RowKey,Timestamp,State,");
        asked.ShouldNotContain("Body");
        asked.ShouldNotContain("Answer");
    }

    [Fact]
    public async Task A_page_continues_after_an_empty_page_of_the_service()
    {
        await FailAsync("msg_1", ProblemCode.PleoRejected);
        var archive = new TableDeliveryArchive(
            Through(new EmptyPages { Count = 3 }),
            TimeProvider.System,
            NullLogger<TableDeliveryArchive>.Instance
        );

        (await archive.ListAsync("acme", new DeliveryQuery())).Succeeded(out var page, out _).ShouldBeTrue();

        page!.Deliveries.ShouldHaveSingleItem().Key.DeliveryId.ShouldBe("msg_1");
        page.Continuation.ShouldBeNull();
    }

    [Fact]
    public async Task A_page_that_stays_empty_ends_with_a_continuation()
    {
        await FailAsync("msg_1", ProblemCode.PleoRejected);
        var empty = new EmptyPages { Count = int.MaxValue };
        var archive = new TableDeliveryArchive(
            Through(empty),
            TimeProvider.System,
            NullLogger<TableDeliveryArchive>.Instance
        );

        (await archive.ListAsync("acme", new DeliveryQuery())).Succeeded(out var page, out _).ShouldBeTrue();

        page!.Deliveries.ShouldBeEmpty();
        page.Continuation.ShouldNotBeNull();
        empty.Given.ShouldBe(10);
    }

    [Fact]
    public async Task A_delivery_that_was_stored_without_a_history_can_be_read_and_claimed()
    {
        await FailAsync("msg_1", ProblemCode.PleoRejected);
        await ReplaceHistoryAsync(null);
        (await ReadAsync("msg_1")).History.Claims.ShouldBeEmpty();

        await DoneAsync("msg_1");

        (await ReadAsync("msg_1")).History.Claims.Select(claim => claim.Attempt).ShouldBe([2]);
    }

    [Fact]
    public async Task An_unreadable_history_does_not_block_the_delivery()
    {
        await FailAsync("msg_1", ProblemCode.PleoRejected);
        await ReplaceHistoryAsync("[{]");

        await DoneAsync("msg_1");

        (await ReadAsync("msg_1")).History.Claims.Select(claim => claim.Attempt).ShouldBe([2]);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_problem_not_an_exception()
    {
        var unreachable = new TableClient(
            PleoFunctions.Testing.AzuriteServer.ConnectionStringTo(new Uri("http://127.0.0.1:9/")),
            "deliveries",
            new TableClientOptions { Retry = { MaxRetries = 0 } }
        );
        var archive = new TableDeliveryArchive(
            unreachable,
            TimeProvider.System,
            NullLogger<TableDeliveryArchive>.Instance
        );

        (await archive.ListAsync("acme", new DeliveryQuery())).Succeeded(out _, out var listing).ShouldBeFalse();
        (await archive.ReadAsync(new DeliveryKey("acme", "msg_1"))).Succeeded(out _, out var reading).ShouldBeFalse();

        listing!.Code.ShouldBe(ProblemCode.LedgerUnavailable);
        reading!.Code.ShouldBe(ProblemCode.LedgerUnavailable);
    }

    // The time in a response is cut to whole seconds: a lease looks up to one second longer than it is.
    private protected override Task PassLeaseAsync() =>
        Task.Delay(ShortLease + TimeSpan.FromSeconds(1.1), TimeProvider.System);

    private protected override Task PassTimeAsync() => Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);

    private async Task ReplaceHistoryAsync(string? history)
    {
        TableEntity entity = await _table.GetEntityAsync<TableEntity>("acme", "msg_1");
        entity.Remove(DeliveryEntity.History);
        if (history is not null)
        {
            entity[DeliveryEntity.History] = history;
        }

        await _table.UpdateEntityAsync(entity, entity.ETag, TableUpdateMode.Replace);
    }

    private TableClient Through(HttpMessageHandler handler)
    {
        var options = new TableClientOptions { Transport = new HttpClientTransport(handler) };
        return new TableClient(_azurite, _table.Name, options);
    }
}
