using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Tests.Recovery;
using PleoFunctions.Onboarding.Tests.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Operators;

public sealed class CustomerDocumentTests
{
    private static readonly DateTime At = Arrival.Time.UtcDateTime;

    private static readonly CustomerRecord New = new()
    {
        Key = new CustomerKey("acme", "northwind"),
        ChangedAt = Arrival.Time.ToOffset(TimeSpan.FromHours(2)),
    };

    [Fact]
    public void Has_only_the_name_of_a_customer_of_which_nothing_is_known()
    {
        var document = CustomerDocument.From(new CustomerPage(New, [], []), Schedules.Default);

        document.Partner.ShouldBe("acme");
        document.Tenant.ShouldBe("northwind");
        document.InstallationId.ShouldBeNull();
        document.Company.ShouldBeNull();
        document.NewestEvent.ShouldBeNull();
        document.RunningDeliveryId.ShouldBeNull();
        document.LeaseUntil.ShouldBeNull();
        document.CreateInDoubtSince.ShouldBeNull();
        document.UpdateInDoubtSince.ShouldBeNull();
        ShouldBeUtc(document.ChangedAt, At);
        document.Deliveries.ShouldBeEmpty();
        document.Audit.ShouldBeEmpty();
    }

    [Fact]
    public void Tells_all_that_is_known_in_UTC()
    {
        var customer = New with
        {
            InstallationId = "installation",
            Company = "urn:pleo:company:1",
            Applied = new AppliedEvent("msg_1", new EventOrder(In(1), 1)),
            Claim = new CustomerClaim("msg_2", "claim", TimeSpan.FromSeconds(30), In(2)),
            CreateDoubt = new CreateDoubt(["msg_2"], In(3)),
            LateUpdateSince = In(4),
        };

        var document = CustomerDocument.From(
            new CustomerPage(customer, [Delivery("msg_2"), Delivery("msg_1")], [Replay]),
            Schedules.Default
        );

        document.InstallationId.ShouldBe("installation");
        document.Company.ShouldBe("urn:pleo:company:1");
        document.NewestEvent.ShouldNotBeNull().DeliveryId.ShouldBe("msg_1");
        ShouldBeUtc(document.NewestEvent.At, At.AddSeconds(1));
        document.RunningDeliveryId.ShouldBe("msg_2");
        ShouldBeUtc(document.LeaseUntil, At.AddSeconds(2));
        ShouldBeUtc(document.CreateInDoubtSince, At.AddSeconds(3));
        ShouldBeUtc(document.UpdateInDoubtSince, At.AddSeconds(4));
        document.Deliveries.Select(delivery => delivery.DeliveryId).ShouldBe(["msg_2", "msg_1"]);
        document.Deliveries.ShouldAllBe(delivery => delivery.History == null && delivery.Answer == null);
        var audit = document.Audit.ShouldHaveSingleItem();
        (audit.Operator, audit.Action, audit.DeliveryId, audit.Outcome).ShouldBe(("local", "replay", "msg_1", null));
        ShouldBeUtc(audit.At, At.AddSeconds(5));
    }

    private static DateTimeOffset In(int seconds) => Arrival.Time.AddSeconds(seconds).ToOffset(TimeSpan.FromHours(2));

    private static AuditRecord Replay { get; } =
        new()
        {
            Id = "1",
            At = In(5),
            Operator = "local",
            Action = AuditAction.Replay,
            DeliveryId = "msg_1",
        };

    private static DeliverySummary Delivery(string id) =>
        new()
        {
            Key = new DeliveryKey(New.Key, id),
            State = DeliveryState.Done,
            FirstSeenAt = Arrival.Time,
        };

    private static void ShouldBeUtc(DateTime? time, DateTime expected)
    {
        time.ShouldNotBeNull().ShouldBe(expected);
        time.Value.Kind.ShouldBe(DateTimeKind.Utc);
    }
}
