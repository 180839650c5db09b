using System.Text;
using PleoFunctions.Onboarding.Deliveries;

namespace PleoFunctions.Onboarding.Tests.Deliveries;

public sealed class DoneDeliveriesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Beginning = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(300)]
    public void Keeps_what_a_plain_queue_would(int limit)
    {
        var random = new Random(limit);
        var done = new DoneDeliveries(limit);
        var plain = new Queue<(OpenDelivery Delivery, byte[] Answer)>();

        for (var number = 0; number < 4 * limit + 50; number++)
        {
            var delivery = Deliver(number, random);
            var answer = new byte[random.Next(2) == 0 ? random.Next(2000) : random.Next(300_000)];
            random.NextBytes(answer);

            done.Add(delivery, DoneAt(delivery), answer);
            plain.Enqueue((delivery, answer));
            done.Count.ShouldBe(Math.Min(number + 1, limit));
            if (plain.Count > limit)
            {
                var (gone, _) = plain.Dequeue();
                done.TryFind(gone.Key, out _).ShouldBeFalse();
            }

            var (sample, expected) = plain.ElementAt(random.Next(plain.Count));
            ShouldHave(done, sample, expected);
        }

        foreach (var (delivery, answer) in plain)
        {
            ShouldHave(done, delivery, answer);
        }

        done.List("acme", new DeliveryQuery())
            .Concat(done.List("globex", new DeliveryQuery()))
            .Select(summary => summary.Key)
            .ShouldBe(plain.Select(one => one.Delivery.Key), ignoreOrder: true);
    }

    [Fact]
    public void Tells_keys_apart_that_are_the_same_letters()
    {
        var done = new DoneDeliveries(10);
        done.Add(Deliver(new DeliveryKey("acme", "1"), attempts: 1), Beginning, "one"u8);
        done.Add(Deliver(new DeliveryKey("acm", "e1"), attempts: 1), Beginning, "other"u8);

        done.TryFind(new DeliveryKey("ac", "me1"), out _).ShouldBeFalse();
        done.TryFind(new DeliveryKey("acme", ""), out _).ShouldBeFalse();
        done.TryFind(new DeliveryKey("acm", "e1"), out var number).ShouldBeTrue();
        Encoding.UTF8.GetString(done.ToKept(number).Answer.Span).ShouldBe("other");
    }

    [Fact]
    public void Keeps_nothing_when_nothing_is_to_be_kept()
    {
        var done = new DoneDeliveries(0);

        done.Add(Deliver(new DeliveryKey("acme", "1"), attempts: 1), Beginning, "{}"u8);

        done.TryFind(new DeliveryKey("acme", "1"), out _).ShouldBeFalse();
        done.List("acme", new DeliveryQuery()).ShouldBeEmpty();
    }

    [Fact]
    public void Cannot_keep_less_than_nothing() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new DoneDeliveries(-1)).ParamName.ShouldBe("limit");

    [Fact]
    public void Knows_the_claim_that_it_was_done_by()
    {
        var done = new DoneDeliveries(10);
        var delivery = new OpenDelivery(new DeliveryKey("acme", "1"), default, Beginning);
        var request = new DeliveryRequest("northwind", "{}"u8.ToArray());
        var first = delivery.Begin(request, Beginning, Lease);
        var second = delivery.Begin(request, Beginning + Lease, Lease);
        done.Add(delivery, Beginning + Lease, "{}"u8);

        done.TryFind(delivery.Key, out var number).ShouldBeTrue();
        done.WasDoneBy(number, second).ShouldBeTrue();
        done.WasDoneBy(number, first).ShouldBeFalse();
        done.WasDoneBy(number, second with { FirstClaimedAt = Beginning + Lease }).ShouldBeFalse();
    }

    private static void ShouldHave(DoneDeliveries done, OpenDelivery delivery, byte[] answer)
    {
        done.TryFind(delivery.Key, out var number).ShouldBeTrue();
        var known = done.ToKnown(number);
        var kept = done.ToKept(number);

        known.State.ShouldBe(DeliveryState.Done);
        known.BodyHash.ShouldBe(delivery.BodyHash);
        known.Answer.Span.SequenceEqual(answer).ShouldBeTrue();
        kept.Answer.Span.SequenceEqual(answer).ShouldBeTrue();
        kept.Body.IsEmpty.ShouldBeTrue();
        kept.BodyHash.ShouldBe(delivery.BodyHash);
        kept.Summary.ShouldBe(
            delivery.ToSummary() with
            {
                State = DeliveryState.Done,
                ChangedAt = DoneAt(delivery),
                LeaseUntil = null,
            }
        );
        kept.History.Claims.SkipLast(1).ShouldBe(delivery.Earlier.Claims);
        kept.History.Claims[^1]
            .ShouldBe(
                new ClaimRecord
                {
                    Attempt = delivery.Attempts,
                    ClaimedAt = delivery.ClaimedAt,
                    EndedAt = DoneAt(delivery),
                    State = ClaimState.Done,
                }
            );
    }

    private static DateTimeOffset DoneAt(OpenDelivery delivery) => delivery.ClaimedAt + TimeSpan.FromTicks(6789);

    private static OpenDelivery Deliver(int number, Random random) =>
        Deliver(
            new DeliveryKey(random.Next(2) == 0 ? "acme" : "globex", $"msg_{number}"),
            attempts: random.Next(1, 4),
            tenant: $"tenant-{random.Next(100)}"
        );

    private static OpenDelivery Deliver(DeliveryKey key, int attempts, string tenant = "northwind")
    {
        var now = Beginning;
        var request = new DeliveryRequest(tenant, Encoding.UTF8.GetBytes(key.DeliveryId));
        var delivery = new OpenDelivery(key, request.BodyHash, now);
        for (var attempt = 1; attempt < attempts; attempt++)
        {
            delivery.Begin(request, now, Lease);
            now += TimeSpan.FromTicks(12345);
            delivery.End(DeliveryState.Failed, "pleo_unavailable", Doubt.None, now);
        }

        delivery.Begin(request, now, Lease);
        return delivery;
    }
}
