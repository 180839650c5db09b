using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Tests.Recovery;
using PleoFunctions.Onboarding.Tests.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Operators;

public sealed class DeliveryDocumentTests
{
    private static readonly DateTime At = Arrival.Time.UtcDateTime;

    private static readonly DeliverySummary Summary = new()
    {
        Key = new DeliveryKey("acme", "northwind", "msg_1"),
        State = DeliveryState.Failed,
        Code = "pleo_unavailable",
        Attempts = 2,
        FirstSeenAt = Arrival.Time,
        ChangedAt = Arrival.Time.AddSeconds(1),
        LeaseUntil = Arrival.Time.AddSeconds(30),
    };

    [Fact]
    public void Writes_a_listed_delivery_without_its_history_and_answer()
    {
        var document = DeliveryDocument.From(Summary, Schedules.Default);

        ShouldTellTheSummary(document);
        document.OccurredAt.ShouldBeNull();
        document.BodySha256.ShouldBeNull();
        document.History.ShouldBeNull();
        document.Answer.ShouldBeNull();
    }

    [Fact]
    public void Writes_a_single_delivery_with_its_history_and_answer()
    {
        var document = DeliveryDocument.From(
            new DeliveryRecord
            {
                Summary = Summary with { State = DeliveryState.Unknown },
                OccurredAt = Arrival.Time.AddHours(1).ToOffset(TimeSpan.FromHours(2)),
                Number = 1,
                History = ClaimHistory
                    .None.Begun(1, Arrival.Time)
                    .Ended(ClaimState.Failed, "pleo_unavailable", Arrival.Time.AddSeconds(3))
                    .Begun(2, Arrival.Time.AddSeconds(4)),
                BodyHash = BodyHash.Of("{}"u8),
                Answer = """{"a":1.0}"""u8.ToArray(),
            },
            Schedules.Default
        );

        ShouldTellTheSummary(document, state: "unknown");
        document.OccurredAt.ShouldBe(At.AddHours(1));
        document.OccurredAt!.Value.Kind.ShouldBe(DateTimeKind.Utc);
        document.BodySha256.ShouldBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        document.Answer.ShouldNotBeNull().GetRawText().ShouldBe("""{"a":1.0}""");
        document.History.ShouldNotBeNull().Count.ShouldBe(2);
        ShouldTell(document.History[0], 1, "failed", "pleo_unavailable", At, At.AddSeconds(3));
        ShouldTell(document.History[1], 2, "in_progress", null, At.AddSeconds(4), null);
    }

    [Fact]
    public void Has_no_answer_until_there_is_one()
    {
        var document = DeliveryDocument.From(
            new DeliveryRecord
            {
                Summary = Summary with { LeaseUntil = null },
                Number = 1,
                History = ClaimHistory.None,
                BodyHash = default,
            },
            Schedules.Default
        );

        document.Answer.ShouldBeNull();
        document.History.ShouldBe([]);
        document.OccurredAt.ShouldBeNull();
        document.BodySha256.ShouldBeNull();
        document.LeaseUntil.ShouldBeNull();
    }

    private static void ShouldTellTheSummary(DeliveryDocument document, string state = "failed")
    {
        document.DeliveryId.ShouldBe("msg_1");
        document.Partner.ShouldBe("acme");
        document.Tenant.ShouldBe("northwind");
        document.State.ShouldBe(state);
        document.Code.ShouldBe("pleo_unavailable");
        document.Attempts.ShouldBe(2);
        document.FirstSeenAt.ShouldBe(At);
        document.FirstSeenAt.Kind.ShouldBe(DateTimeKind.Utc);
        document.ChangedAt.ShouldBe(At.AddSeconds(1));
        document.LeaseUntil.ShouldBe(At.AddSeconds(30));
        document.NextAttemptAt.ShouldBe(At.AddSeconds(1).AddMinutes(5));
        document.NextAttemptAt!.Value.Kind.ShouldBe(DateTimeKind.Utc);
    }

    private static void ShouldTell(
        ClaimDocument claim,
        int attempt,
        string state,
        string? code,
        DateTime claimedAt,
        DateTime? endedAt
    )
    {
        claim.Attempt.ShouldBe(attempt);
        claim.State.ShouldBe(state);
        claim.Code.ShouldBe(code);
        claim.ClaimedAt.ShouldBe(claimedAt);
        claim.EndedAt.ShouldBe(endedAt);
    }
}
