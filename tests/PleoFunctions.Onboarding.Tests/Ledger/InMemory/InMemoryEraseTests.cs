using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemoryEraseTests : EraseContract
{
    private readonly TestClock _clock = new();

    public InMemoryEraseTests() =>
        Store = new InMemoryLedgerStore(_clock, new InMemoryLedgerOptions { KeptCustomers = 3 });

    private protected override ILedgerStore Store { get; }

    [Fact]
    public async Task Forgets_an_erased_customer_in_its_turn()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();
        foreach (var tenant in (string[])["a", "b", "c", "d"])
        {
            await ApplyAsync(await GrantAsync(tenant: tenant));
        }

        (await ReadAsync("msg_1")).Customer.ShouldBeNull();
    }

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }
}
