using Azure.Data.Tables;
using Microsoft.Extensions.Logging.Abstractions;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>The index of open work and the sweep in Table Storage, on a real Azurite.</summary>
public sealed class TableSweepTests : SweepContract
{
    private readonly CallRecorder _recorder = new();
    private readonly HeldCalls _held = new();
    private readonly TableClient _table;

    public TableSweepTests(AzuriteFixture azurite)
    {
        _table = azurite.NewTable(_recorder, _held);
        Store = StoreIn(_table);
    }

    private protected override ILedgerStore Store { get; }

    [Fact]
    public async Task A_first_delivery_costs_five_calls_and_a_later_one_four()
    {
        await DoneAsync("warm", "warm");
        _recorder.Forget();

        var first = await GrantAsync("msg_1");
        await Ledger.BindAsync(first.Key.Customer, "urn:pleo:company:1");
        await ApplyAsync(first);
        await RemovedAsync(1);
        var ofFirst = (_recorder.Calls.Count, _recorder.IndexCalls.Count);
        _recorder.Forget();
        await ApplyAsync(await GrantAsync("msg_2"));
        await RemovedAsync(1);

        ofFirst.ShouldBe((3, 2));
        (_recorder.Calls.Count, _recorder.IndexCalls.Count).ShouldBe((2, 2));
    }

    [Fact]
    public async Task A_claim_and_its_entry_are_written_at_the_same_time()
    {
        await DoneAsync("warm", "warm");
        _held.HoldUntilBoth();

        // Each of the two calls waits until the other one has begun.
        await Patience.ForAsync(GrantAsync("msg_1"));

        _held.Release();
        (await FindOpenAsync("msg_1"))!.Summary.State.ShouldBe(DeliveryState.InProgress);
    }

    [Fact]
    public async Task The_end_of_a_delivery_does_not_wait_for_the_index()
    {
        var claim = await GrantAsync("msg_1");
        _held.HoldIndex();

        await Patience.ForAsync(ApplyAsync(claim));

        _held.Release();
        await WaitForIndexAsync("msg_1");
    }

    [Fact]
    public async Task A_claim_is_not_granted_when_its_entry_cannot_be_written()
    {
        _held.FailIndex();

        var claim = await ClaimAsync("msg_1");

        claim.ShouldBeOfType<ClaimResult.Unavailable>();
    }

    [Fact]
    public async Task An_open_delivery_whose_entry_was_lost_in_a_crash_gets_it_from_a_sweep()
    {
        await FailAsync(await GrantAsync("failed"), ProblemCode.PleoUnavailable);
        await GrantAsync("running");
        foreach (var id in (string[])["failed", "running"])
        {
            await _table.DeleteEntityAsync(
                TableKeys.OpenPartitionOf(KeyOf(id).Customer),
                TableKeys.OpenRowOf(KeyOf(id)),
                cancellationToken: TestContext.Current.CancellationToken
            );
        }

        await SweepAsync(Noon, TestContext.Current.CancellationToken);

        (await FindOpenAsync("failed"))!.Summary.ShouldSatisfyAllConditions(
            delivery => delivery.State.ShouldBe(DeliveryState.Failed),
            delivery => delivery.Code.ShouldBe("pleo_unavailable"),
            delivery => delivery.FirstSeenAt.ShouldNotBeNull()
        );
        (await FindOpenAsync("running"))!.Summary.LeaseUntil.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_webhook_sent_again_leaves_no_entry_of_a_delivery_that_is_done()
    {
        await DoneAsync("msg_1");

        (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>();

        await WaitForIndexAsync("msg_1");
    }

    [Fact]
    public async Task A_webhook_sent_again_does_not_change_the_entry_of_a_delivery_that_waits()
    {
        await GrantAsync("running");
        await ClaimAsync("waiting");
        var before = (await FindOpenAsync("waiting"))!.Summary;

        (
            await LedgerOn(StoreIn(_table)).ClaimAsync(KeyOf("waiting"), RequestOf("body of waiting"), Lease, Settling)
        ).ShouldBeOfType<ClaimResult.CustomerBusy>();

        var after = (await FindOpenAsync("waiting"))!.Summary;
        after.ShouldBe(before with { ChangedAt = after.ChangedAt });
    }

    [Fact]
    public async Task The_list_costs_sixteen_calls_whatever_is_done()
    {
        foreach (var tenant in (string[])["northwind", "southwind", "eastwind"])
        {
            await FailAsync(await GrantAsync(tenant: tenant));
        }

        await FillWithDoneAsync(customers: 20, deliveries: 100);
        _recorder.Forget();

        (await Ledger.ListAsync(Partner, new DeliveryQuery())).Succeeded(out var list, out _).ShouldBeTrue();

        list!.Deliveries.Count.ShouldBe(3);
        _recorder.Calls.Count.ShouldBe(0);
        _recorder.IndexCalls.Count.ShouldBe(16);
        _recorder.IndexCalls.ShouldAllBe(call => !call.Contains("Body") && !call.Contains("Answer"));
    }

    /// <summary>Writes deliveries that are done, many in one transaction.</summary>
    private async Task FillWithDoneAsync(int customers, int deliveries)
    {
        await ApplyAsync(await GrantAsync("done", tenant: "done"));
        var done = (await ReadAsync("done", "done")).Delivery!;
        await Parallel.ForEachAsync(
            Enumerable.Range(0, customers),
            TestContext.Current.CancellationToken,
            async (customer, stop) =>
                await _table.SubmitTransactionAsync(
                    Enumerable
                        .Range(0, deliveries)
                        .Select(number => new TableTransactionAction(
                            TableTransactionActionType.Add,
                            DeliveryEntity.Write(
                                done with
                                {
                                    Summary = done.Summary with { Key = KeyOf($"msg_{number}", $"tenant{customer}") },
                                },
                                lease: null
                            )
                        )),
                    stop
                )
        );
    }

    /// <summary>Returns when the entries of that many deliveries were removed.</summary>
    private Task RemovedAsync(int count) =>
        Patience.WaitAsync(() =>
            Task.FromResult(
                _recorder.IndexCalls.Count(call => call.StartsWith("DELETE", StringComparison.Ordinal)) >= count
            )
        );

    private protected override Task PassLeaseAsync() => ServerClock.PassAsync(_table, ShortLease);

    private static TableLedgerStore StoreIn(TableClient table) =>
        new(table, TimeProvider.System, NullLogger<TableLedgerStore>.Instance);
}
