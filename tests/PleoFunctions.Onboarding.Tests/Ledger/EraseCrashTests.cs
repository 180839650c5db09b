using System.Globalization;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger;

/// <summary>An erase that ends before each of its writes, or whose write has no response, and is sent again.</summary>
public sealed class EraseCrashTests : LedgerContract
{
    // Three writes take deliveries, and a fourth ends the erase.
    private const int Deliveries = (2 * EraseRules.MaxDeliveries) + 1;
    private const string Company = "urn:pleo:company:1";

    private readonly TestClock _clock = new();
    private readonly BrokenStore _store;

    public EraseCrashTests() => _store = new BrokenStore(_clock);

    private protected override ILedgerStore Store => _store;

    private CustomerKey Customer => KeyOf("").Customer;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_crash_before_any_write_leaves_what_a_repeated_erase_finishes(int crashesAt)
    {
        var before = await OnboardAsync();
        _store.BeforeWrite = number =>
            number == before + crashesAt ? throw new IOException("The process died.") : Task.CompletedTask;

        await Should.ThrowAsync<IOException>(() => Ledger.EraseAsync(Customer, ShortLease));
        var meanwhile = crashesAt == 1 ? null : await ClaimAsync("added");
        await PassLeaseAsync();
        var later = crashesAt == 1 ? null : await ClaimAsync("added");
        var erased = await EraseAsync();

        (meanwhile is null or ClaimResult.CustomerBusy).ShouldBeTrue();
        (later is null or ClaimResult.CustomerBusy).ShouldBeTrue("no lease ends an erase");
        erased.ShouldBe(Math.Max(0, Deliveries - (EraseRules.MaxDeliveries * (crashesAt - 1))));
        await ShouldBeErasedAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_ledger_that_does_not_answer_is_told_and_a_repeated_erase_finishes(int failsFrom)
    {
        _store.FailsFrom = failsFrom + await OnboardAsync();
        (await Ledger.EraseAsync(Customer, ShortLease)).Succeeded(out _, out var problem).ShouldBeFalse();

        _store.FailsFrom = int.MaxValue;
        await PassLeaseAsync();
        await EraseAsync();

        problem!.Code.ShouldBe(ProblemCode.LedgerUnavailable);
        await ShouldBeErasedAsync();
    }

    [Fact]
    public async Task A_binding_that_cannot_be_ended_keeps_the_customer_in_the_erase()
    {
        await OnboardAsync();
        _store.FailsToBind = true;
        (await Ledger.EraseAsync(Customer, ShortLease)).Succeeded(out _, out var problem).ShouldBeFalse();

        _store.FailsToBind = false;
        await PassLeaseAsync();
        var meanwhile = await ClaimAsync("added");
        await EraseAsync();

        problem!.Code.ShouldBe(ProblemCode.LedgerUnavailable);
        meanwhile.ShouldBeOfType<ClaimResult.CustomerBusy>();
        await ShouldBeErasedAsync();
    }

    [Fact]
    public async Task A_customer_that_came_back_before_the_last_look_is_not_erased_again()
    {
        var before = await OnboardAsync();
        _store.BeforeWrite = async number =>
        {
            // Another erase takes over a lapsed one and ends; then the customer is onboarded again.
            if (number == before + 2)
            {
                await PassLeaseAsync();
                await EraseAsync();
                await FailAsync(await GrantAsync("added"));
            }
        };

        (await Ledger.EraseAsync(Customer, ShortLease)).Succeeded(out var erasure, out _).ShouldBeTrue();

        erasure!.Deliveries.ShouldBe(EraseRules.MaxDeliveries);
        (await ReadAsync("added")).Delivery!.Summary.State.ShouldBe(DeliveryState.Failed);
    }

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }

    /// <summary>Records deliveries and a binding.</summary>
    /// <returns>The number of writes that this took.</returns>
    private async Task<int> OnboardAsync()
    {
        for (var number = 1; number <= Deliveries; number++)
        {
            await FailAsync(await GrantAsync(string.Create(CultureInfo.InvariantCulture, $"msg_{number}")));
        }

        await Ledger.BindAsync(Customer, Company);
        return 2 * Deliveries;
    }

    private async Task<int> EraseAsync() =>
        (await Ledger.EraseAsync(Customer, Lease)).Succeeded(out var erasure, out var problem)
            ? erasure.Deliveries
            : throw new InvalidOperationException(problem.Detail);

    private async Task ShouldBeErasedAsync()
    {
        for (var number = 1; number <= Deliveries; number++)
        {
            (await ReadAsync(string.Create(CultureInfo.InvariantCulture, $"msg_{number}"))).IsErased.ShouldBeTrue();
        }

        (await ReadAsync("msg_1")).Customer!.IsErased.ShouldBeTrue();
        var other = await Ledger.BindAsync(KeyOf("", "southwind").Customer, Company);
        other.Succeeded(out var bound, out _).ShouldBeTrue();
        bound.ShouldBe("southwind");
    }
}
