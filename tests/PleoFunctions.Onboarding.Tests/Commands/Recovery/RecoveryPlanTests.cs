using PleoFunctions.Local.Commands.Recovery;

namespace PleoFunctions.Onboarding.Tests.Commands.Recovery;

public sealed class RecoveryPlanTests
{
    [Fact]
    public void The_oldest_is_the_first()
    {
        var plan = RecoveryPlan.Create(
            [
                ListedDelivery.Of("msg_2", firstSeen: 20),
                ListedDelivery.Of("msg_3", firstSeen: 30),
                ListedDelivery.Of("msg_1", firstSeen: 10),
            ],
            runBefore: null
        );

        plan.Deliveries.Select(delivery => delivery.DeliveryId).ShouldBe(["msg_1", "msg_2", "msg_3"]);
    }

    [Fact]
    public void What_is_done_is_left_out()
    {
        var plan = RecoveryPlan.Create(
            [ListedDelivery.Of("msg_1", state: "done"), ListedDelivery.Of("msg_2", state: "waiting")],
            runBefore: null
        );

        plan.Deliveries.ShouldHaveSingleItem().DeliveryId.ShouldBe("msg_2");
        plan.Skipped.ShouldBe(0);
    }

    [Fact]
    public void A_delivery_that_is_listed_twice_runs_once()
    {
        var plan = RecoveryPlan.Create(
            [
                ListedDelivery.Of("msg_1"),
                ListedDelivery.Of("msg_1", changed: 5),
                ListedDelivery.Of("msg_1", tenant: "contoso"),
            ],
            runBefore: null
        );

        plan.Deliveries.Select(delivery => delivery.Tenant).ShouldBe(["northwind", "contoso"]);
    }

    [Fact]
    public void An_interrupted_run_goes_on_with_what_did_not_change_since()
    {
        var listed = new[] { ListedDelivery.Of("msg_1", changed: 10), ListedDelivery.Of("msg_2", changed: 20) };
        var began = RecoveryPlan.Create(listed, runBefore: null).LastChangedAt;

        var plan = RecoveryPlan.Create(
            [ListedDelivery.Of("msg_1", changed: 21), ListedDelivery.Of("msg_2", changed: 20)],
            began
        );

        began.ShouldBe(ListedDelivery.Start.AddSeconds(20));
        plan.Deliveries.ShouldHaveSingleItem().DeliveryId.ShouldBe("msg_2");
        plan.Skipped.ShouldBe(1);
    }

    [Fact]
    public async Task The_summary_counts_by_state_and_code_the_most_frequent_first()
    {
        var plan = RecoveryPlan.Create(
            [
                ListedDelivery.Of("msg_1", state: "waiting", code: null),
                ListedDelivery.Of("msg_2", code: "pleo_unavailable"),
                ListedDelivery.Of("msg_3", code: "tenant_not_configured"),
                ListedDelivery.Of("msg_4", code: "tenant_not_configured"),
            ],
            runBefore: null
        );
        using var output = new StringWriter { NewLine = "\n" };

        await plan.Summarize().PrintAsync(output);

        output
            .ToString()
            .ShouldBe(
                """
                STATE    CODE                   DELIVERIES
                failed   tenant_not_configured  2
                failed   pleo_unavailable       1
                waiting                         1

                """
            );
    }
}
