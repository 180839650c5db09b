using System.Globalization;
using System.Text;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Ledger;

/// <summary>The contract of an erase on every store.</summary>
public abstract class EraseContract : LedgerContract
{
    private const string Company = "urn:pleo:company:1";

    [Fact]
    public async Task Erases_the_customer_its_deliveries_and_the_binding_of_its_company()
    {
        await OnboardAsync("done");
        await FailAsync(await GrantAsync("failed"));
        await FailAsync(await GrantAsync("unknown"), ProblemCode.OutcomeUnknown, isUnknown: true);

        var erased = await EraseAsync();

        erased.ShouldBe("3 erased");
        foreach (var id in (string[])["done", "failed", "unknown"])
        {
            var rows = await ReadAsync(id);
            rows.Delivery.ShouldBeNull();
            rows.IsErased.ShouldBeTrue();
        }

        (await Ledger.ReadCustomerAsync(KeyOf("").Customer)).Succeeded(out _, out var unknown).ShouldBeFalse();
        unknown!.Code.ShouldBe(ProblemCode.UnknownCustomer);
        (await Ledger.ListAsync(Partner, new DeliveryQuery())).Succeeded(out var list, out _).ShouldBeTrue();
        list!.Deliveries.ShouldBeEmpty();
        (await BindAsync("southwind")).ShouldBe("southwind");
    }

    [Fact]
    public async Task Keeps_nothing_but_the_mark_in_the_customer()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();

        var customer = (await ReadAsync("msg_1")).Customer!;

        customer.ShouldBe(
            new CustomerRecord
            {
                Key = KeyOf("").Customer,
                HasErased = true,
                ChangedAt = customer.ChangedAt,
                Version = customer.Version,
            }
        );
    }

    [Fact]
    public async Task Erases_no_other_customer()
    {
        await OnboardAsync("msg_1");
        await ApplyAsync(await GrantAsync("msg_1", tenant: "southwind"), "answer");
        await Ledger.BindAsync(KeyOf("", "southwind").Customer, "urn:pleo:company:2");

        await EraseAsync();

        (await ClaimAsync("msg_1", tenant: "southwind")).ShouldBeOfType<ClaimResult.Done>();
        (await BindAsync("northwind", "urn:pleo:company:2")).ShouldBe("southwind");
    }

    [Fact]
    public async Task Refuses_an_erased_delivery_whatever_its_bytes()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();

        var same = await ClaimAsync("msg_1");
        var other = await Ledger.ClaimAsync(KeyOf("msg_1"), RequestOf("other bytes"), Lease, Settling);

        same.ShouldBeOfType<ClaimResult.Erased>();
        other.ShouldBeOfType<ClaimResult.Erased>();
    }

    [Fact]
    public async Task Grants_a_new_delivery_as_the_first_of_a_new_customer()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();

        var claim = await GrantAsync("msg_2", occurredAt: Noon.AddYears(-1));
        await ApplyAsync(claim, "answer 2");
        var again = await ClaimAsync("msg_2");

        claim.Attempt.ShouldBe(1);
        claim.Customer.Deliveries.ShouldBe(1);
        claim.Customer.InstallationId.ShouldBeNull();
        claim.Customer.Supersedes(claim.Delivery).ShouldBeFalse();
        again.ShouldBeOfType<ClaimResult.Done>().Answer.ToArray().ShouldBe("answer 2"u8.ToArray());
    }

    [Fact]
    public async Task Refuses_an_erased_delivery_also_when_the_customer_came_back()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();
        await OnboardAsync("msg_2");
        var running = await GrantAsync("msg_3");

        var meanwhile = await ClaimAsync("msg_1");
        await ApplyAsync(running);
        var afterwards = await ClaimAsync("msg_1");

        meanwhile.ShouldBeOfType<ClaimResult.Erased>();
        afterwards.ShouldBeOfType<ClaimResult.Erased>();
    }

    [Fact]
    public async Task Erases_a_customer_that_came_back_once_more()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();
        await OnboardAsync("msg_2");

        var erased = await EraseAsync();

        erased.ShouldBe("1 erased");
        (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Erased>();
        (await ClaimAsync("msg_2")).ShouldBeOfType<ClaimResult.Erased>();
        (await BindAsync("southwind")).ShouldBe("southwind");
    }

    [Fact]
    public async Task Can_be_repeated()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();

        (await EraseAsync()).ShouldBe("0 erased");
    }

    [Fact]
    public async Task Does_not_know_a_customer_that_never_was() => (await EraseAsync()).ShouldBe("UnknownCustomer");

    [Theory]
    [InlineData(EraseRules.MaxDeliveries)]
    [InlineData((2 * EraseRules.MaxDeliveries) + 1)]
    public async Task Erases_more_deliveries_than_a_write_can_hold(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await FailAsync(await GrantAsync(string.Create(CultureInfo.InvariantCulture, $"msg_{number}")));
        }

        (await EraseAsync()).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{count} erased"));
        (await ReadAsync("msg_1")).IsErased.ShouldBeTrue();
        (await ReadAsync(string.Create(CultureInfo.InvariantCulture, $"msg_{count}"))).IsErased.ShouldBeTrue();
    }

    [Fact]
    public async Task Erases_large_bodies_in_one_write()
    {
        for (var number = 0; number < 20; number++)
        {
            var body = new byte[256 * 1024];
            body[0] = (byte)number;
            var claim = await Ledger.ClaimAsync(
                KeyOf(string.Create(CultureInfo.InvariantCulture, $"msg_{number}")),
                new DeliveryRequest(body, null),
                Lease,
                Settling
            );
            await FailAsync(claim.ShouldBeOfType<ClaimResult.Granted>());
        }

        (await EraseAsync()).ShouldBe("20 erased");
    }

    [Fact]
    public async Task Waits_for_a_claim_that_works_on_the_customer()
    {
        var running = await GrantAsync("msg_1");

        var busy = await Ledger.EraseAsync(KeyOf("").Customer, Lease);
        await ApplyAsync(running);
        var erased = await EraseAsync();

        busy.Succeeded(out _, out var problem).ShouldBeFalse();
        problem!.Code.ShouldBe(ProblemCode.CustomerBusy);
        problem.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromTicks(1), Lease);
        erased.ShouldBe("1 erased");
    }

    [Fact]
    public async Task Takes_a_lapsed_claim_over_and_keeps_until_when_its_request_may_take_effect()
    {
        var dead = await GrantAsync("msg_1", ShortLease);
        await PassLeaseAsync();

        var erased = await EraseAsync();
        var late = await Ledger.CompleteAsync(dead, Installed(dead), "late"u8.ToArray());
        var claim = await GrantAsync("msg_2");

        erased.ShouldBe("1 erased");
        late.ShouldBe(RecordResult.LeaseLost);
        var doubt = claim.Customer.CreateDoubt.ShouldNotBeNull();
        doubt.DeliveryIds.ShouldBeEmpty();
        (doubt.Since - (dead.ClaimedAt + ShortLease)).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Keeps_until_when_an_update_without_a_reply_may_take_effect()
    {
        var claim = await GrantAsync("msg_1");
        await Ledger.CompleteAsync(claim, Installed(claim) with { LateUpdateSince = Noon }, "{}"u8.ToArray());

        await EraseAsync();

        (await GrantAsync("msg_2")).Customer.LateUpdateSince.ShouldBe(Noon);
    }

    [Fact]
    public async Task Ends_a_binding_that_no_delivery_recorded()
    {
        var dead = await GrantAsync("msg_1", ShortLease);
        await Ledger.BindAsync(dead.Key.Customer, Company);
        await PassLeaseAsync();

        await EraseAsync();

        (await BindAsync("southwind")).ShouldBe("southwind");
    }

    [Fact]
    public async Task Lets_no_delivery_run_or_wait_until_an_erase_that_crashed_is_repeated()
    {
        await OnboardAsync("gone");
        await ApplyAsync(await GrantAsync("left"));
        await CrashWhileErasingAsync("gone");

        var (gone, left, added) = (await ClaimAsync("gone"), await ClaimAsync("left"), await ClaimAsync("added"));
        var busy = await EraseAsync();
        await PassLeaseAsync();
        var (leftLater, addedLater) = (await ClaimAsync("left"), await ClaimAsync("added"));
        var erased = await EraseAsync();

        gone.ShouldBeOfType<ClaimResult.Erased>();
        left.ShouldBeOfType<ClaimResult.CustomerBusy>().LeaseLeft.ShouldBeInRange(TimeSpan.FromTicks(1), ShortLease);
        added.ShouldBeOfType<ClaimResult.CustomerBusy>();
        busy.ShouldBe("CustomerBusy");
        leftLater.ShouldBeOfType<ClaimResult.CustomerBusy>().LeaseLeft.ShouldBe(Lease);
        addedLater.ShouldBeOfType<ClaimResult.CustomerBusy>();
        erased.ShouldBe("1 erased", "what came meanwhile was not recorded");
        (await BindAsync("southwind")).ShouldBe("southwind");
        (await ClaimAsync("left")).ShouldBeOfType<ClaimResult.Erased>();
        (await ClaimAsync("added")).ShouldBeOfType<ClaimResult.Granted>().Customer.CreateDoubt.ShouldBeNull();
    }

    [Fact]
    public async Task Erases_nothing_when_the_customer_changed_since_it_was_read()
    {
        await OnboardAsync("msg_1");
        (await Store.ReadErasableAsync(KeyOf("").Customer, 10)).Succeeded(out var read, out _).ShouldBeTrue();
        await FailAsync(await GrantAsync("msg_2"));

        var write = await Store.EraseAsync(read!.Customer!.Erased(), read.DeliveryIds);

        write.Result.ShouldBe(LedgerWriteResult.Changed);
        (await ClaimAsync("msg_1")).ShouldBeOfType<ClaimResult.Done>();
    }

    [Fact]
    public async Task Works_while_deliveries_come_in_and_while_others_erase()
    {
        await OnboardAsync("msg_0");
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var erasing = Enumerable.Range(0, 3).Select(async _ => await AfterAsync(EraseAsync)).ToArray();
        var claiming = Enumerable
            .Range(1, 7)
            .Select(async number => await AfterAsync(async () => await ClaimAsync($"msg_{number}")))
            .ToArray();
        go.SetResult();
        var erases = await Task.WhenAll(erasing);
        var claims = await Task.WhenAll(claiming);
        foreach (var running in claims.OfType<ClaimResult.Granted>())
        {
            await FailAsync(running);
        }

        var last = await EraseAsync();

        erases.ShouldAllBe(one => one.EndsWith(" erased", StringComparison.Ordinal) || one == "CustomerBusy");
        claims.ShouldAllBe(claim => claim is ClaimResult.Granted || claim is ClaimResult.CustomerBusy);
        last.ShouldEndWith(" erased");
        (await ReadAsync("msg_0")).IsErased.ShouldBeTrue();
        for (var number = 0; number <= claims.Length; number++)
        {
            await WaitForIndexAsync($"msg_{number}");
        }

        async Task<T> AfterAsync<T>(Func<Task<T>> run)
        {
            await go.Task;
            return await run();
        }
    }

    [Fact]
    public async Task Leaves_who_did_what_and_how_it_ended_but_no_delivery()
    {
        await OnboardAsync("msg_1");
        var replay = await BeginAuditAsync("msg_1");
        var erase = await BeginAuditAsync(null);

        await EraseAsync();
        await Ledger.EndAuditAsync(KeyOf("").Customer, replay, "replayed");
        await Ledger.EndAuditAsync(KeyOf("").Customer, erase, "erased");
        await OnboardAsync("msg_2");

        (await ReadAuditAsync()).ShouldBe(["Erase by operator: erased", "Replay by operator: replayed"]);
    }

    [Fact]
    public async Task Leaves_no_delivery_in_a_record_that_comes_after_it()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();

        var late = await BeginAuditAsync("msg_1");
        await Ledger.EndAuditAsync(KeyOf("").Customer, late, "delivery_erased");
        await OnboardAsync("msg_2");

        (await ReadAuditAsync()).ShouldBe(["Replay by operator: delivery_erased"]);
    }

    [Fact]
    public async Task Removes_when_repeated_what_an_erase_that_crashed_has_left_in_a_record()
    {
        await OnboardAsync("msg_1");
        await EraseAsync();
        await BeginAuditAsync("msg_1");

        await EraseAsync();
        await OnboardAsync("msg_2");

        (await ReadAuditAsync()).ShouldBe(["Replay by operator: "]);
    }

    /// <summary>Onboards the customer as a delivery does that goes well.</summary>
    private protected async Task OnboardAsync(string id)
    {
        var claim = await GrantAsync(id);
        await Ledger.BindAsync(claim.Key.Customer, Company);
        var facts = Installed(claim) with { Company = Company };
        (await Ledger.CompleteAsync(claim, facts, Encoding.UTF8.GetBytes("{}"))).ShouldBe(RecordResult.Recorded);
    }

    /// <summary>Erases, and says how it ended.</summary>
    private protected async Task<string> EraseAsync() =>
        (await Ledger.EraseAsync(KeyOf("").Customer, Lease)).Succeeded(out var erasure, out var problem)
            ? string.Create(CultureInfo.InvariantCulture, $"{erasure.Deliveries} erased")
            : problem.Code.ToString();

    private async Task CrashWhileErasingAsync(string id)
    {
        var claim = new CustomerClaim("", "crashed", ShortLease, LeaseUntil: null);
        var customer = (await ReadAsync(id)).Customer!.Erasing(claim);
        (await Store.EraseAsync(customer, [id])).Result.ShouldBe(LedgerWriteResult.Written);
    }

    private async Task<string> BindAsync(string tenant, string company = Company) =>
        (await Ledger.BindAsync(KeyOf("", tenant).Customer, company)).Succeeded(out var bound, out _) ? bound : "";
}
