using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger.InMemory;

public sealed class InMemoryLostResponseTests : LostResponseContract
{
    private readonly TestClock _clock = new();
    private readonly BrokenStore _store;

    public InMemoryLostResponseTests() => _store = new BrokenStore(_clock);

    private protected override ILedgerStore Store => _store;

    [Fact]
    public async Task A_claim_does_not_go_on_when_another_took_over_before_its_write_was_repeated()
    {
        await FailAsync(await GrantAsync("msg_1"), isUnknown: true);
        var claim = await GrantAsync("msg_2", ShortLease);
        var other = (await ReadAsync("msg_1")).Delivery!;
        _store.BeforeRepetition = async () =>
        {
            await PassLeaseAsync();
            await GrantAsync("msg_3");
        };
        Lose(WriteLoss.ResponseThenRepeated);

        var held = await Ledger.FinishAsync(claim, claim.Customer.With(other), other, "answer"u8.ToArray());

        held.ShouldBeNull();
        (await ReadAsync("msg_1")).Delivery!.Summary.State.ShouldBe(DeliveryState.Done);
    }

    private protected override void Lose(WriteLoss loss) => _store.Lose(loss);

    private protected override Task PassLeaseAsync()
    {
        _clock.Advance(ShortLease);
        return Task.CompletedTask;
    }
}
