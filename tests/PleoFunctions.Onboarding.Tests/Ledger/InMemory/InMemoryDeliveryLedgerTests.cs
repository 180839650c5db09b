using System.Globalization;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemoryDeliveryLedgerTests : DeliveryLedgerContract
{
    private const int Kept = 10;

    private readonly TestClock _clock = new();

    public InMemoryDeliveryLedgerTests() =>
        Store = new InMemoryLedgerStore(
            _clock,
            new InMemoryLedgerOptions { KeptCustomers = Kept, KeptDeliveries = Kept }
        );

    private protected override ILedgerStore Store { get; }

    [Fact]
    public async Task Ends_a_lease_on_the_exact_tick()
    {
        await GrantAsync();

        _clock.Advance(Lease - TimeSpan.FromTicks(1));
        var busy = await ClaimAsync("msg_1");
        _clock.Advance(TimeSpan.FromTicks(1));
        var granted = await GrantAsync();

        busy.ShouldBeOfType<ClaimResult.InProgress>().LeaseLeft.ShouldBe(TimeSpan.FromTicks(1));
        granted.Delivery.Summary.FirstSeenAt.ShouldBe(TestClock.Beginning);
        granted.Customer.CreateDoubt!.Since.ShouldBe(TestClock.Beginning + Lease);
    }

    [Fact]
    public void Keeps_a_limited_number_of_customers_and_deliveries()
    {
        var limits = new InMemoryLedgerOptions();

        limits.KeptCustomers.ShouldBe(20_000);
        limits.KeptDeliveries.ShouldBe(1_000);
    }

    [Fact]
    public async Task Forgets_the_oldest_customer_with_nothing_open()
    {
        await FailAsync(await GrantAsync(tenant: "open"));
        for (var number = 1; number <= Kept; number++)
        {
            await ApplyAsync(await GrantAsync(tenant: TenantOf(number)));
        }

        (await AttemptsAsync("msg_1", TenantOf(1))).ShouldBe(1, "the open one only gets a new turn");
        await ApplyAsync(await GrantAsync(tenant: "last"));

        (await AttemptsAsync("msg_1", TenantOf(1))).ShouldBeNull();
        (await AttemptsAsync("msg_1", TenantOf(2))).ShouldBe(1);
        (await AttemptsAsync("msg_1", "open")).ShouldBe(1);
    }

    [Fact]
    public async Task Forgets_the_oldest_done_deliveries_of_a_customer_but_not_the_newest_event()
    {
        await ApplyAsync(await GrantAsync("newest", occurredAt: TestClock.Beginning));
        await FailAsync(await GrantAsync("open"));
        for (var number = 1; number <= 5 * Kept; number++)
        {
            var claim = await GrantAsync(
                number.ToString(CultureInfo.InvariantCulture),
                occurredAt: TestClock.Beginning.AddDays(-1)
            );
            await Ledger.CompleteAsync(claim, claim.Customer, "{}"u8.ToArray());
        }

        (await AttemptsAsync("1")).ShouldBeNull();
        (await AttemptsAsync("newest")).ShouldBe(1);
        (await AttemptsAsync("open")).ShouldBe(1);
        (await AttemptsAsync((5 * Kept).ToString(CultureInfo.InvariantCulture))).ShouldBe(1);
    }

    [Fact]
    public async Task Respects_the_limit_when_many_are_done_at_once()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 20_000),
            TestContext.Current.CancellationToken,
            async (number, _) => await ApplyAsync(await GrantAsync(tenant: TenantOf(number)))
        );

        var kept = 0;
        for (var number = 0; number < 20_000; number++)
        {
            kept += await AttemptsAsync("msg_1", TenantOf(number)) is null ? 0 : 1;
        }

        kept.ShouldBeInRange(1, 2 * Kept);
    }

    private static string TenantOf(int number) => string.Create(CultureInfo.InvariantCulture, $"tenant{number}");

    /// <summary>How often a delivery was claimed; null when the ledger does not know it.</summary>
    private async Task<int?> AttemptsAsync(string id, string tenant = "northwind") =>
        (await ReadAsync(id, tenant)).Delivery?.Summary.Attempts;

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }
}
