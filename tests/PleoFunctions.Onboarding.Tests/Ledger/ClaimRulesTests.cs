using System.Text;
using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger;

/// <summary>The rules for a claim, from the rows that the ledger has.</summary>
public sealed class ClaimRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);
    private static readonly CustomerKey Northwind = new("acme", "northwind");

    /// <summary>
    /// The state of msg_1, which delivery's claim the customer has and for how many seconds it still holds, and the
    /// decision on a claim for msg_1.
    /// </summary>
    public static TheoryData<string?, string?, int, string> Rows =>
        new()
        {
            { null, null, 0, "granted" },
            { "Waiting", null, 0, "granted" },
            { "Failed", null, 0, "granted" },
            { "Unknown", null, 0, "granted" },
            { "Done", null, 0, "done" },
            { "InProgress", "msg_1", 1, "in progress for 1 s" },
            { "InProgress", "msg_1", 0, "granted, in doubt of msg_1" },
            { "InProgress", "msg_1", -60, "granted, in doubt of msg_1" },
            { null, "msg_2", 7, "waits for 7 s" },
            { "Waiting", "msg_2", 7, "busy for 7 s" },
            { "Failed", "msg_2", 7, "busy for 7 s" },
            { "Unknown", "msg_2", 7, "busy for 7 s" },
            { "InProgress", "msg_2", 7, "busy for 7 s" },
            { "Done", "msg_2", 7, "done" },
            { null, "msg_2", 0, "granted, in doubt of msg_2" },
            { "Waiting", "msg_2", 0, "granted, in doubt of msg_2" },
            { "Done", "msg_2", 0, "done" },
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Decides_by_the_delivery_and_the_customer_s_claim(
        string? state,
        string? claimedFor,
        int secondsLeft,
        string decision
    )
    {
        var customer = new CustomerRecord
        {
            Key = Northwind,
            Deliveries = 2,
            Claim = claimedFor is null
                ? null
                : new CustomerClaim(claimedFor, "earlier", Lease, Now.AddSeconds(secondsLeft)),
        };
        var delivery = state is null ? null : DeliveryIn(Enum.Parse<DeliveryState>(state));

        Text(Decide(customer, delivery)).ShouldBe(decision);
    }

    [Theory]
    [InlineData("Waiting")]
    [InlineData("Failed")]
    [InlineData("Unknown")]
    [InlineData("InProgress")]
    [InlineData("Done")]
    public void Refuses_other_bytes_under_the_same_id_in_any_state(string state)
    {
        var other = DeliveryIn(Enum.Parse<DeliveryState>(state)) with { BodyHash = BodyHash.Of("other bytes"u8) };

        Text(Decide(new CustomerRecord { Key = Northwind }, other)).ShouldBe("reused");
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 30)]
    [InlineData(-60, 30)]
    public void Lets_nothing_run_while_the_customer_is_being_erased_also_when_the_lease_has_run_out(
        int secondsLeft,
        int retryAfter
    )
    {
        var erase = new CustomerClaim("", "erase", Lease, Now.AddSeconds(secondsLeft));
        var customer = new CustomerRecord { Key = Northwind, Deliveries = 2 }.Erasing(erase);

        Text(Decide(customer, delivery: null)).ShouldBe($"busy for {retryAfter} s");
        Text(Decide(customer, DeliveryIn(DeliveryState.Failed))).ShouldBe($"busy for {retryAfter} s");
        Text(Decide(customer, DeliveryIn(DeliveryState.Done))).ShouldBe($"busy for {retryAfter} s");
    }

    [Fact]
    public void Grants_the_first_delivery_of_a_new_customer()
    {
        var grant = Decide(customer: null, delivery: null, now: null).ShouldBeOfType<ClaimDecision.Grant>();

        grant.Customer.Key.ShouldBe(Northwind);
        grant.Customer.Deliveries.ShouldBe(1);
        grant.Customer.Version.ShouldBeEmpty();
        grant.Customer.Claim.ShouldBe(new CustomerClaim("msg_1", "claim", Lease, LeaseUntil: null));
        grant.Delivery.Number.ShouldBe(1);
        grant.Delivery.OccurredAt.ShouldBe(Now.AddHours(-1));
        grant.Delivery.ClaimId.ShouldBe("claim");
        Encoding.UTF8.GetString(grant.Delivery.Body.Span).ShouldBe("body");
        grant.Delivery.Summary.State.ShouldBe(DeliveryState.InProgress);
        grant.Delivery.Summary.Attempts.ShouldBe(1);
        grant.Delivery.Summary.FirstSeenAt.ShouldBeNull("the store gives the time of the write");
    }

    [Fact]
    public void Grants_an_attempt_more_on_a_known_delivery()
    {
        var known = DeliveryIn(DeliveryState.Failed) with { Version = "version" };
        var customer = new CustomerRecord
        {
            Key = Northwind,
            Deliveries = 5,
            Version = "version",
        };

        var grant = Decide(customer, known).ShouldBeOfType<ClaimDecision.Grant>();

        grant.Customer.Deliveries.ShouldBe(5);
        grant.Customer.Version.ShouldBe("version");
        grant.Customer.Claim!.LeaseUntil.ShouldBe(Now + Lease);
        grant.Delivery.Number.ShouldBe(1);
        grant.Delivery.Version.ShouldBe("version");
        grant.Delivery.Summary.Code.ShouldBeNull();
        grant.Delivery.Summary.Attempts.ShouldBe(2);
        grant.Delivery.Summary.LeaseUntil.ShouldBe(Now + Lease);
        grant.Delivery.History.Claims.Select(claim => claim.State).ShouldBe([ClaimState.Failed, ClaimState.InProgress]);
    }

    [Fact]
    public void Numbers_a_delivery_that_waits_and_keeps_its_body()
    {
        var running = new CustomerClaim("msg_2", "earlier", Lease, Now.AddSeconds(7));
        var customer = new CustomerRecord
        {
            Key = Northwind,
            Deliveries = 5,
            Claim = running,
        };

        var wait = Decide(customer, delivery: null).ShouldBeOfType<ClaimDecision.Wait>();

        wait.Customer.ShouldBe(customer with { Deliveries = 6 });
        wait.Delivery.Number.ShouldBe(6);
        wait.Delivery.Summary.State.ShouldBe(DeliveryState.Waiting);
        wait.Delivery.Summary.Attempts.ShouldBe(0);
        wait.Delivery.OccurredAt.ShouldBe(Now.AddHours(-1));
        Encoding.UTF8.GetString(wait.Delivery.Body.Span).ShouldBe("body");
    }

    [Theory]
    [InlineData(null, "msg_2")]
    [InlineData("msg_0", "msg_0 msg_2")]
    [InlineData("msg_2", "msg_2")]
    public void Adds_the_doubt_of_a_lapsed_claim_from_the_end_of_its_lease(string? earlier, string deliveryIds)
    {
        var customer = new CustomerRecord
        {
            Key = Northwind,
            CreateDoubt = earlier is null ? null : new CreateDoubt([earlier], Now.AddHours(-1)),
            Claim = new CustomerClaim("msg_2", "earlier", Lease, Now.AddSeconds(-5)),
        };

        var doubt = Decide(customer, delivery: null)
            .ShouldBeOfType<ClaimDecision.Grant>()
            .Customer.CreateDoubt.ShouldNotBeNull();

        string.Join(' ', doubt.DeliveryIds).ShouldBe(deliveryIds);
        doubt.Since.ShouldBe(Now.AddSeconds(-5));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("installation")]
    public void Doubts_an_update_of_a_lapsed_claim_whether_an_installation_is_known_or_not(string? installationId)
    {
        var customer = new CustomerRecord
        {
            Key = Northwind,
            InstallationId = installationId,
            Claim = new CustomerClaim("msg_2", "earlier", Lease, Now.AddSeconds(-5)),
        };

        var granted = Decide(customer, delivery: null).ShouldBeOfType<ClaimDecision.Grant>().Customer;

        granted.LateUpdateSince.ShouldBe(Now.AddSeconds(-5));
        granted.InstallationId.ShouldBe(installationId);
    }

    [Fact]
    public void Keeps_a_doubt_of_at_most_twenty_deliveries()
    {
        var doubt = new CreateDoubt([.. Enumerable.Range(1, 20).Select(number => $"msg_{number}")], Now);

        var more = CreateDoubt.Add(doubt, "msg_21", Now.AddSeconds(-1));

        more.DeliveryIds.ShouldBe(Enumerable.Range(2, 20).Select(number => $"msg_{number}"));
        more.Since.ShouldBe(Now, "the latest request counts");
    }

    [Theory]
    [InlineData(120, "granted")]
    [InlineData(119, "done")]
    [InlineData(null, "done")]
    public void Grants_a_done_delivery_only_when_a_late_update_has_settled(int? secondsAgo, string decision)
    {
        var done = DeliveryIn(DeliveryState.Done);
        var customer = new CustomerRecord
        {
            Key = Northwind,
            LateUpdateSince = secondsAgo is { } seconds ? Now.AddSeconds(-seconds) : null,
        };

        var decided = Decide(customer, done);

        Text(decided).ShouldBe(decision);
        if (decided is ClaimDecision.Grant grant)
        {
            grant.Delivery.ShouldBeSameAs(done);
        }
    }

    [Fact]
    public void Settles_no_late_update_from_a_guess_which_has_no_time()
    {
        var customer = new CustomerRecord { Key = Northwind, LateUpdateSince = Now.AddDays(-1) };

        Text(Decide(customer, DeliveryIn(DeliveryState.Done), now: null)).ShouldBe("done");
    }

    private static ClaimDecision Decide(CustomerRecord? customer, DeliveryRecord? delivery) =>
        Decide(customer, delivery, Now);

    private static ClaimDecision Decide(CustomerRecord? customer, DeliveryRecord? delivery, DateTimeOffset? now) =>
        ClaimRules.Decide(
            new LedgerRows(customer, delivery, now),
            new ClaimAttempt
            {
                Key = new DeliveryKey(Northwind, "msg_1"),
                Request = new DeliveryRequest("body"u8.ToArray(), Now.AddHours(-1)),
                ClaimId = "claim",
                Lease = Lease,
                Settling = Settling,
                At = Now,
            }
        );

    private static DeliveryRecord DeliveryIn(DeliveryState state) =>
        new()
        {
            Summary = new DeliverySummary
            {
                Key = new DeliveryKey(Northwind, "msg_1"),
                State = state,
                Code = "pleo_unavailable",
                Attempts = 1,
                FirstSeenAt = Now.AddHours(-1),
            },
            BodyHash = BodyHash.Of("body"u8),
            Number = 1,
            History = ClaimHistory.None.Begun(1, Now).Ended(ClaimState.Failed, "pleo_unavailable", Now),
            Answer = "the answer"u8.ToArray(),
        };

    private static string Text(ClaimDecision decision) =>
        decision switch
        {
            ClaimDecision.Grant { Customer.CreateDoubt: { } doubt } =>
                $"granted, in doubt of {string.Join(' ', doubt.DeliveryIds)}",
            ClaimDecision.Grant => "granted",
            ClaimDecision.Wait { Result: ClaimResult.CustomerBusy busy } =>
                $"waits for {busy.LeaseLeft.TotalSeconds} s",
            ClaimDecision.Refuse { Result: ClaimResult.CustomerBusy busy } =>
                $"busy for {busy.LeaseLeft.TotalSeconds} s",
            ClaimDecision.Refuse { Result: ClaimResult.InProgress busy } =>
                $"in progress for {busy.LeaseLeft.TotalSeconds} s",
            ClaimDecision.Refuse { Result: ClaimResult.Done done }
                when done.Answer.Span.SequenceEqual("the answer"u8) => "done",
            ClaimDecision.Refuse { Result: ClaimResult.Reused } => "reused",
            _ => "another decision",
        };
}
