using System.Text;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Ledger;

/// <summary>What the ledger makes of a write whose request or response is lost, on every store.</summary>
public abstract class LostResponseContract : LedgerContract
{
    private const string Company = "urn:pleo:company:1";

    /// <summary>Loses something of the next write, and of no later one.</summary>
    private protected abstract void Lose(WriteLoss loss);

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task A_first_claim(WriteLoss loss)
    {
        Lose(loss);
        var claim = await ClaimAsync("msg_1", ShortLease);
        var next = await ClaimAsync("msg_1", ShortLease);

        switch (loss)
        {
            case WriteLoss.Request:
                claim.ShouldBeOfType<ClaimResult.Unavailable>();
                ShouldBeFirst(next);
                break;

            case WriteLoss.Response:
                claim.ShouldBeOfType<ClaimResult.Unavailable>();
                next.ShouldBeOfType<ClaimResult.InProgress>();
                break;

            default:
                ShouldBeFirst(claim);
                next.ShouldBeOfType<ClaimResult.InProgress>();
                await ApplyAsync((ClaimResult.Granted)claim);
                break;
        }
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task A_claim_that_takes_over_keeps_the_doubt(WriteLoss loss)
    {
        var dead = await GrantAsync("msg_1", ShortLease);
        await PassLeaseAsync();

        Lose(loss);
        var claim = await ClaimAsync("msg_2", ShortLease);
        var next = await ClaimAsync("msg_2", ShortLease);
        if (loss is WriteLoss.Response)
        {
            next.ShouldBeOfType<ClaimResult.InProgress>();
            await PassLeaseAsync();
            next = await ClaimAsync("msg_2", ShortLease);
        }

        var (granted, attempt, doubtful) = loss switch
        {
            WriteLoss.Request => (next, 1, "msg_1"),
            // The claim that no one knows of may have sent a request.
            WriteLoss.Response => (next, 2, "msg_1 msg_2"),
            _ => (claim, 1, "msg_1"),
        };
        (claim is ClaimResult.Unavailable).ShouldBe(loss is not WriteLoss.ResponseThenRepeated);
        var taken = granted.ShouldBeOfType<ClaimResult.Granted>();
        taken.Attempt.ShouldBe(attempt);
        taken.Customer.Deliveries.ShouldBe(2);
        string.Join(' ', taken.Customer.CreateDoubt.ShouldNotBeNull().DeliveryIds).ShouldBe(doubtful);
        taken.Customer.LateUpdateSince.ShouldBe(taken.Customer.CreateDoubt.Since);
        taken.Customer.CreateDoubt.Since.ShouldBeGreaterThanOrEqualTo(dead.ClaimedAt + ShortLease);
        await ApplyAsync(taken);
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task A_delivery_that_begins_to_wait(WriteLoss loss)
    {
        var running = await GrantAsync("msg_1");

        Lose(loss);
        var claim = await ClaimAsync("msg_2");
        var waits = (await ReadAsync("msg_2")).Delivery;
        await ApplyAsync(running);

        (claim is ClaimResult.CustomerBusy { IsPromised: true }).ShouldBe(loss is WriteLoss.ResponseThenRepeated);
        (waits?.Summary.State is DeliveryState.Waiting).ShouldBe(loss is not WriteLoss.Request);
        var granted = await GrantAsync("msg_2");
        granted.Attempt.ShouldBe(1);
        granted.Customer.Deliveries.ShouldBe(2);
        granted.Customer.CreateDoubt.ShouldBeNull();
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task The_record_of_a_result(WriteLoss loss)
    {
        var claim = await GrantAsync();

        Lose(loss);
        var recorded = await Ledger.CompleteAsync(claim, Installed(claim), "answer"u8.ToArray());
        var next = await ClaimAsync("msg_1");

        recorded.ShouldBe(ResultOf(loss));
        if (loss is WriteLoss.Request)
        {
            next.ShouldBeOfType<ClaimResult.InProgress>();
            await ApplyAsync(claim);
            return;
        }

        Encoding.UTF8.GetString(next.ShouldBeOfType<ClaimResult.Done>().Answer.Span).ShouldBe("answer");
        (await GrantAsync("msg_2")).Customer.CreateDoubt.ShouldBeNull();
    }

    [Theory]
    [InlineData(WriteLoss.Request, false)]
    [InlineData(WriteLoss.Response, false)]
    [InlineData(WriteLoss.ResponseThenRepeated, false)]
    [InlineData(WriteLoss.Request, true)]
    [InlineData(WriteLoss.Response, true)]
    [InlineData(WriteLoss.ResponseThenRepeated, true)]
    public async Task The_record_of_a_problem(WriteLoss loss, bool isUnknown)
    {
        var claim = await GrantAsync();
        var facts = isUnknown ? claim.Customer.InDoubt("msg_1", claim.ClaimedAt) : claim.Customer;

        Lose(loss);
        var recorded = await Ledger.ReleaseAsync(claim, facts, ProblemCode.PleoUnavailable, isUnknown);
        var delivery = (await ReadAsync("msg_1")).Delivery!;
        var next = await ClaimAsync("msg_1");

        recorded.ShouldBe(ResultOf(loss));
        if (loss is WriteLoss.Request)
        {
            delivery.Summary.State.ShouldBe(DeliveryState.InProgress);
            next.ShouldBeOfType<ClaimResult.InProgress>();
            return;
        }

        delivery.Summary.State.ShouldBe(isUnknown ? DeliveryState.Unknown : DeliveryState.Failed);
        delivery.Summary.Code.ShouldBe("pleo_unavailable");
        var again = next.ShouldBeOfType<ClaimResult.Granted>();
        again.Attempt.ShouldBe(2);
        (again.Customer.CreateDoubt is not null).ShouldBe(isUnknown);
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task The_record_that_another_delivery_is_done(WriteLoss loss)
    {
        await FailAsync(await GrantAsync("msg_1"), isUnknown: true);
        var claim = await GrantAsync("msg_2");
        var other = (await ReadAsync("msg_1")).Delivery!;

        Lose(loss);
        var held = await Ledger.FinishAsync(claim, claim.Customer.With(other), other, "answer"u8.ToArray());
        var state = (await ReadAsync("msg_1")).Delivery!.Summary.State;

        (held is not null).ShouldBe(loss is WriteLoss.ResponseThenRepeated);
        state.ShouldBe(loss is WriteLoss.Request ? DeliveryState.Unknown : DeliveryState.Done);
        (await ReadAsync("msg_2")).Customer!.Claim!.Id.ShouldBe(claim.Customer.Claim!.Id);
        held?.Customer.HasApplied("msg_1").ShouldBeTrue();
        await ApplyAsync(held ?? claim);
        (await ReadAsync("msg_2")).Customer!.HasApplied("msg_2").ShouldBeTrue();
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task The_record_that_a_delivery_is_given_up(WriteLoss loss)
    {
        await FailAsync(await GrantAsync());

        Lose(loss);
        var isKnown = (await Ledger.GiveUpAsync(KeyOf("msg_1"))).Succeeded(out var dead, out _);
        var state = (await ReadAsync("msg_1")).Delivery!.Summary.State;

        isKnown.ShouldBe(loss is WriteLoss.ResponseThenRepeated);
        (dead?.Summary.State is null or DeliveryState.Dead).ShouldBeTrue();
        state.ShouldBe(loss is WriteLoss.Request ? DeliveryState.Failed : DeliveryState.Dead);
        (await GiveUpAsync("msg_1")).Summary.State.ShouldBe(DeliveryState.Dead);
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task The_binding_of_a_company(WriteLoss loss)
    {
        var (north, south) = (KeyOf("", "northwind").Customer, KeyOf("", "southwind").Customer);

        Lose(loss);
        var isKnown = (await Ledger.BindAsync(north, Company)).Succeeded(out var tenant, out _);
        (await Ledger.BindAsync(south, Company)).Succeeded(out var bound, out _).ShouldBeTrue();

        isKnown.ShouldBe(loss is WriteLoss.ResponseThenRepeated);
        tenant.ShouldBe(isKnown ? "northwind" : null);
        bound.ShouldBe(loss is WriteLoss.Request ? "southwind" : "northwind");
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task The_end_of_a_binding(WriteLoss loss)
    {
        var (north, south) = (KeyOf("", "northwind").Customer, KeyOf("", "southwind").Customer);
        (await Ledger.BindAsync(north, Company)).Succeeded(out _, out _).ShouldBeTrue();

        Lose(loss);
        await Ledger.UnbindAsync(north, Company);
        (await Ledger.BindAsync(south, Company)).Succeeded(out var bound, out _).ShouldBeTrue();

        bound.ShouldBe(loss is WriteLoss.Request ? "northwind" : "southwind");
    }

    [Theory]
    [InlineData(WriteLoss.Request)]
    [InlineData(WriteLoss.Response)]
    [InlineData(WriteLoss.ResponseThenRepeated)]
    public async Task An_erase(WriteLoss loss)
    {
        await ApplyAsync(await GrantAsync());
        var customer = KeyOf("").Customer;

        Lose(loss);
        var isKnown = (await Ledger.EraseAsync(customer, ShortLease)).Succeeded(out _, out _);
        var rows = await ReadAsync("msg_1");
        if (loss is WriteLoss.Response)
        {
            await PassLeaseAsync();
        }

        (await Ledger.EraseAsync(customer, ShortLease)).Succeeded(out _, out var problem).ShouldBeTrue(problem?.Detail);
        isKnown.ShouldBe(loss is WriteLoss.ResponseThenRepeated);
        (rows.Delivery is null).ShouldBe(loss is not WriteLoss.Request);
        (await ReadAsync("msg_1")).IsErased.ShouldBeTrue();
    }

    private static RecordResult ResultOf(WriteLoss loss) =>
        loss is WriteLoss.ResponseThenRepeated ? RecordResult.Recorded : RecordResult.Unavailable;

    private static void ShouldBeFirst(ClaimResult result)
    {
        var claim = result.ShouldBeOfType<ClaimResult.Granted>();
        claim.Attempt.ShouldBe(1);
        claim.Customer.Deliveries.ShouldBe(1);
        claim.Customer.CreateDoubt.ShouldBeNull();
        claim.Customer.LateUpdateSince.ShouldBeNull();
    }
}
