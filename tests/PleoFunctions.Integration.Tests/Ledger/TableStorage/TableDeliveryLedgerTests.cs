using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>The ledger in Table Storage, on a real Azurite.</summary>
public sealed class TableDeliveryLedgerTests : DeliveryLedgerContract
{
    private static readonly InDoubt AnyDoubt = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    private const string Table = "deliveries";

    private readonly CountingPolicy _calls = new();
    private readonly string _azurite;

    public TableDeliveryLedgerTests(AzuriteFixture azurite)
    {
        _azurite = azurite.ConnectionString;
        new TableClient(_azurite, Table).CreateIfNotExists();
        Ledger = LedgerIn(Table, _calls);
    }

    private protected override IDeliveryLedger Ledger { get; }

    [Fact]
    public async Task Costs_two_calls_for_a_successful_delivery()
    {
        var warm = await ClaimAsync(Ledger, "msg_warm");
        await Ledger.CompleteAsync(warm, "answer"u8.ToArray());
        _calls.Count = 0;

        var claim = await ClaimAsync(Ledger, "msg_counted");
        await Ledger.CompleteAsync(claim, "answer"u8.ToArray());

        _calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Treats_a_missing_table_as_a_lost_ledger_not_as_a_new_one()
    {
        var table = new TableClient(_azurite, $"t{Guid.NewGuid():N}");
        await table.CreateAsync(TestContext.Current.CancellationToken);
        var log = new FakeLogger<TableDeliveryLedger>();
        var ledger = new TableDeliveryLedger(table, TimeProvider.System, log);
        var claim = await ClaimAsync(ledger, "msg_1");
        await table.DeleteAsync(TestContext.Current.CancellationToken);

        (await ledger.ClaimAsync(claim.Key, Request, Lease)).ShouldBeOfType<ClaimResult.Unavailable>();
        (await ledger.CompleteAsync(claim, "answer"u8.ToArray())).ShouldBe(RecordResult.Unavailable);
        await Should.ThrowAsync<RequestFailedException>(() => ledger.ProbeAsync(TestContext.Current.CancellationToken));
        var archive = new TableDeliveryArchive(table, TimeProvider.System, NullLogger<TableDeliveryArchive>.Instance);
        (await archive.ReadAsync(claim.Key)).Succeeded(out _, out var unread).ShouldBeFalse();
        (await archive.ListAsync("acme", new DeliveryQuery())).Succeeded(out _, out var unlisted).ShouldBeFalse();

        unread!.Code.ShouldBe(ProblemCode.LedgerUnavailable);
        unlisted!.Code.ShouldBe(ProblemCode.LedgerUnavailable);
        log.Collector.GetSnapshot().Count(record => record.Id.Id == 203 && record.Level == LogLevel.Error).ShouldBe(3);
    }

    [Fact]
    public async Task Development_creates_the_table_at_startup()
    {
        var table = new TableClient(_azurite, $"t{Guid.NewGuid():N}");
        using var creator = new TableCreator(table, TimeProvider.System, NullLogger<TableCreator>.Instance);

        await creator.StartAsync(TestContext.Current.CancellationToken);

        var ledger = new TableDeliveryLedger(table, TimeProvider.System, NullLogger<TableDeliveryLedger>.Instance);
        await ledger.ProbeAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Keeps_the_body_until_the_delivery_is_done()
    {
        var table = new TableClient(_azurite, Table);
        var key = new DeliveryKey($"p{Guid.NewGuid():N}", "msg_1");
        var claim = (ClaimResult.Granted)await Ledger.ClaimAsync(key, Request, Lease);
        var claimed = await ReadAsync(table, key);
        await Ledger.ReleaseAsync(claim, ProblemCode.PleoUnavailable, null);
        var failed = await ReadAsync(table, key);
        var again = (ClaimResult.Granted)await Ledger.ClaimAsync(key, Request, Lease);
        await Ledger.CompleteAsync(again, "answer"u8.ToArray());
        var done = await ReadAsync(table, key);

        again.ClaimId.ShouldNotBe(claim.ClaimId, StringComparer.Ordinal);
        DeliveryEntity.Get(claimed, DeliveryEntity.Body).ToArray().ShouldBe(Request.Body.ToArray());
        DeliveryEntity.Get(failed, DeliveryEntity.Body).ToArray().ShouldBe(Request.Body.ToArray());
        DeliveryEntity.Get(done, DeliveryEntity.Body).Length.ShouldBe(0);
        failed.GetString(DeliveryEntity.State).ShouldBe("Failed");
        failed.GetString(DeliveryEntity.Code).ShouldBe("pleo_unavailable");
        done.GetString(DeliveryEntity.State).ShouldBe("Done");
        done.GetString(DeliveryEntity.Tenant).ShouldBe("northwind");
    }

    [Fact]
    public async Task Reports_an_unreachable_store_as_an_outcome_not_as_a_bug()
    {
        var claim = await ClaimAsync(Ledger, "msg_1");
        var nowhere = FreePort.FindAddress();
        var ledger = new TableDeliveryLedger(
            new TableClient(
                AzuriteServer.ConnectionStringTo(nowhere),
                Table,
                new TableClientOptions { Retry = { MaxRetries = 0 } }
            ),
            TimeProvider.System,
            NullLogger<TableDeliveryLedger>.Instance
        );

        (await ledger.ClaimAsync(claim.Key, Request, Lease)).ShouldBeOfType<ClaimResult.Unavailable>();
        (await ledger.CompleteAsync(claim, "answer"u8.ToArray())).ShouldBe(RecordResult.Unavailable);
        (await ledger.ReleaseAsync(claim, ProblemCode.OutcomeUnknown, AnyDoubt)).ShouldBe(RecordResult.Unavailable);
    }

    /// <summary>Waits on the server's clock, which counts leases and has whole seconds.</summary>
    private protected override async Task PassLeaseAsync()
    {
        var table = new TableClient(_azurite, Table);
        var runOut = await ServerTimeAsync(table) + ShortLease + TimeSpan.FromSeconds(1);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await ServerTimeAsync(table) < runOut)
        {
            await pulse.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static DeliveryRequest Request => new("northwind", """{"data":{"tenant":"northwind"}}"""u8.ToArray());

    private static async Task<TableEntity> ReadAsync(TableClient table, DeliveryKey key) =>
        await table.GetEntityAsync<TableEntity>(
            key.Partner,
            key.DeliveryId,
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static async Task<DateTimeOffset> ServerTimeAsync(TableClient table)
    {
        var response = await table.GetEntityIfExistsAsync<TableEntity>("no", "one");
        return response.GetRawResponse().Headers.Date!.Value;
    }

    private async Task<ClaimResult.Granted> ClaimAsync(IDeliveryLedger ledger, string id) =>
        (
            await ledger.ClaimAsync(new($"p{Guid.NewGuid():N}", id), Request, Lease)
        ).ShouldBeOfType<ClaimResult.Granted>();

    private TableDeliveryLedger LedgerIn(string table, CountingPolicy calls)
    {
        var options = new TableClientOptions();
        options.AddPolicy(calls, Azure.Core.HttpPipelinePosition.PerRetry);
        return new TableDeliveryLedger(
            new TableClient(_azurite, table, options),
            TimeProvider.System,
            NullLogger<TableDeliveryLedger>.Instance
        );
    }

    private sealed class CountingPolicy : HttpPipelineSynchronousPolicy
    {
        public int Count { get; set; }

        public override void OnSendingRequest(Azure.Core.HttpMessage message) => Count++;
    }
}
