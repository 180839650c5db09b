using PleoFunctions.Local.Commands.Recovery;

namespace PleoFunctions.Onboarding.Tests.Commands.Recovery;

public sealed class RecoveryQueueTests
{
    private readonly RecoveryQueue _queue = new([
        ListedDelivery.Of("msg_1"),
        ListedDelivery.Of("msg_2"),
        ListedDelivery.Of("msg_3", tenant: "contoso"),
        ListedDelivery.Of("msg_4"),
        ListedDelivery.Of("msg_5", tenant: "contoso"),
    ]);

    [Fact]
    public void Gives_out_one_delivery_of_a_customer_at_a_time()
    {
        Take().ShouldBe("msg_1");
        Take().ShouldBe("msg_3");

        _queue.HasNext.ShouldBeFalse();
        Take().ShouldBeNull();
    }

    [Fact]
    public void Gives_out_the_oldest_of_the_customers_that_are_free()
    {
        Take();
        Take();

        _queue.Release("contoso");
        Take().ShouldBe("msg_5");
        _queue.Release("northwind");
        _queue.Release("contoso");
        Take().ShouldBe("msg_2");
        _queue.Release("northwind");
        Take().ShouldBe("msg_4");
        _queue.Release("northwind");
        Take().ShouldBeNull();
    }

    private string? Take() => _queue.TryTake(out var delivery) ? delivery.DeliveryId : null;
}
