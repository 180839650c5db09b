using Azure;
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
    private const string NorthwindHash = "84e2cdb7a166d1671bc5e2abc1e78b59";
    private const string SouthwindHash = "ef24c8db31e21bd1c6e6d73b73f2caaa";

    private readonly CallRecorder _recorder = new();
    private readonly TableClient _table;

    public TableDeliveryLedgerTests(AzuriteFixture azurite)
    {
        _table = azurite.NewTable(_recorder);
        Store = StoreIn(_table);
    }

    private protected override ILedgerStore Store { get; }

    [Fact]
    public async Task Costs_three_calls_for_a_first_delivery_and_two_for_a_later_one()
    {
        await ApplyAsync(await GrantAsync(tenant: "warm"));
        _recorder.Forget();

        var first = await GrantAsync("msg_1");
        await Ledger.BindAsync(first.Key.Customer, "urn:pleo:company:1");
        await ApplyAsync(first);
        var firstCalls = _recorder.Calls.Count;
        await ApplyAsync(await GrantAsync("msg_2"));
        var laterCalls = _recorder.Calls.Count - firstCalls;

        firstCalls.ShouldBe(3);
        laterCalls.ShouldBe(2);
    }

    [Fact]
    public async Task Costs_three_calls_more_when_another_instance_had_the_customer_last()
    {
        await ApplyAsync(await GrantAsync("msg_1"));
        var other = LedgerOn(StoreIn(_table));
        await other.ClaimAsync(KeyOf("warm", "warm"), RequestOf("x"), Lease, Settling);
        _recorder.Forget();

        var claim = await other.ClaimAsync(KeyOf("msg_2"), RequestOf("body of msg_2"), Lease, Settling);
        var granted = claim.ShouldBeOfType<ClaimResult.Granted>();
        await other.CompleteAsync(granted, Installed(granted), "{}"u8.ToArray());

        // A guess that fails, two reads at once, the claim and the record.
        _recorder.Calls.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Never_takes_a_customer_for_what_it_was_before_another_instance_changed_it()
    {
        var other = LedgerOn(StoreIn(_table));
        await ApplyAsync(await GrantAsync("msg_1"));
        var theirs = (ClaimResult.Granted)
            await other.ClaimAsync(KeyOf("msg_2"), RequestOf("body of msg_2"), Lease, Settling);

        var busy = await ClaimAsync("msg_3");
        await other.CompleteAsync(theirs, Installed(theirs) with { InstallationId = "newer" }, "{}"u8.ToArray());
        var claim = await GrantAsync("msg_4");

        busy.ShouldBeOfType<ClaimResult.CustomerBusy>();
        claim.Customer.InstallationId.ShouldBe("newer");
        claim.Customer.Applied!.DeliveryId.ShouldBe("msg_2");
        claim.Customer.Deliveries.ShouldBe(4);
    }

    [Fact]
    public async Task Spreads_customers_and_keeps_each_in_one_partition()
    {
        await ApplyAsync(await GrantAsync("msg_1", tenant: "northwind"));
        await ApplyAsync(await GrantAsync("msg_2", tenant: "northwind"));
        await ApplyAsync(await GrantAsync("msg_1", tenant: "southwind"));

        var rows = new List<(string Partition, string Row)>();
        await foreach (
            var entity in _table.QueryAsync<TableEntity>(cancellationToken: TestContext.Current.CancellationToken)
        )
        {
            rows.Add((entity.PartitionKey, entity.RowKey));
        }

        // The first 32 hexadecimal characters of the SHA-256 of each name.
        rows.ShouldBe(
            [
                ($"{Partner}.{NorthwindHash}", "customer"),
                ($"{Partner}.{NorthwindHash}", "delivery.msg_1"),
                ($"{Partner}.{NorthwindHash}", "delivery.msg_2"),
                ($"{Partner}.{SouthwindHash}", "customer"),
                ($"{Partner}.{SouthwindHash}", "delivery.msg_1"),
            ],
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Treats_a_missing_table_as_a_lost_ledger_not_as_a_new_one()
    {
        var log = new FakeLogger<TableLedgerStore>();
        var store = new TableLedgerStore(_table, TimeProvider.System, log);
        var ledger = LedgerOn(store);
        var claim = (ClaimResult.Granted)await ledger.ClaimAsync(KeyOf("msg_1"), RequestOf("x"), Lease, Settling);
        await _table.DeleteAsync(TestContext.Current.CancellationToken);

        (await ledger.ClaimAsync(claim.Key, RequestOf("x"), Lease, Settling)).ShouldBeOfType<ClaimResult.Unavailable>();
        (await ledger.CompleteAsync(claim, claim.Customer, "answer"u8.ToArray())).ShouldBe(RecordResult.Unavailable);
        await Should.ThrowAsync<RequestFailedException>(() => ledger.ProbeAsync(TestContext.Current.CancellationToken));
        (await ledger.ReadAsync(claim.Key)).Succeeded(out _, out var unread).ShouldBeFalse();
        (await ledger.ReadCustomerAsync(claim.Key.Customer)).Succeeded(out _, out var unshown).ShouldBeFalse();
        (await ledger.ListAsync(Partner, new DeliveryQuery())).Succeeded(out _, out var unlisted).ShouldBeFalse();
        (await ledger.BindAsync(claim.Key.Customer, "urn")).Succeeded(out _, out var unbound).ShouldBeFalse();

        foreach (var problem in (Problem[])[unread!, unshown!, unlisted!, unbound!])
        {
            problem.Code.ShouldBe(ProblemCode.LedgerUnavailable);
        }

        log.Collector.GetSnapshot().Count(record => record.Id.Id == 203 && record.Level == LogLevel.Error).ShouldBe(8);
    }

    [Fact]
    public async Task Development_creates_the_table_at_startup()
    {
        await _table.DeleteAsync(TestContext.Current.CancellationToken);
        using var creator = new TableCreator(_table, TimeProvider.System, NullLogger<TableCreator>.Instance);

        await creator.StartAsync(TestContext.Current.CancellationToken);

        await Ledger.ProbeAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Reports_an_unreachable_store_as_an_outcome_not_as_a_bug()
    {
        var claim = await GrantAsync("msg_1");
        var ledger = LedgerOn(
            StoreIn(
                new TableClient(
                    AzuriteServer.ConnectionStringTo(FreePort.FindAddress()),
                    _table.Name,
                    new TableClientOptions { Retry = { MaxRetries = 0 } }
                )
            )
        );

        (await ledger.ClaimAsync(claim.Key, RequestOf("x"), Lease, Settling)).ShouldBeOfType<ClaimResult.Unavailable>();
        (await ledger.CompleteAsync(claim, claim.Customer, "answer"u8.ToArray())).ShouldBe(RecordResult.Unavailable);
        (await ledger.ReleaseAsync(claim, claim.Customer, ProblemCode.OutcomeUnknown, isUnknown: true)).ShouldBe(
            RecordResult.Unavailable
        );
    }

    private protected override Task PassLeaseAsync() => ServerClock.PassAsync(_table, ShortLease);

    private static TableLedgerStore StoreIn(TableClient table) =>
        new(table, TimeProvider.System, NullLogger<TableLedgerStore>.Instance);
}
