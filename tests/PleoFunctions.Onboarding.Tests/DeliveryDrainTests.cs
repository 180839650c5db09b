using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>A host that stops waits until every call to Pleo is recorded.</summary>
public sealed class DeliveryDrainTests : OnboardingScenario
{
    private DeliveryDrain Drain => Services.GetRequiredService<DeliveryDrain>();

    [Fact]
    public void Stops_at_once_when_nothing_is_in_progress() =>
        Drain.StoppedAsync(TestContext.Current.CancellationToken).IsCompletedSuccessfully.ShouldBeTrue();

    [Fact]
    public async Task Waits_for_a_delivery_in_progress_and_its_record()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).Listen();
        var delivery = SendAsync(new Webhook());
        await Pleo.NextCallAsync();

        var stopping = Drain.StoppedAsync(TestContext.Current.CancellationToken);
        var before = stopping.IsCompleted;
        gate.SetResult();
        await Patience.ForAsync(stopping);

        before.ShouldBeFalse();
        (await delivery).ShouldBeInstalled("created");
        (await SendAsync(new Webhook())).ShouldBeInstalled("replayed");
    }

    [Fact]
    public async Task Waits_no_longer_than_the_host_has_time()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).Listen();
        var delivery = SendAsync(new Webhook());
        await Pleo.NextCallAsync();
        using var host = new CancellationTokenSource();

        var stopping = Drain.StoppedAsync(host.Token);
        await host.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(stopping);
        gate.SetResult();
        (await delivery).ShouldBeInstalled("created");
    }

    [Fact]
    public async Task Waits_for_the_last_of_many()
    {
        var tickets = new[] { Drain.Enter(), Drain.Enter(), Drain.Enter() };
        var stopping = Drain.StoppedAsync(TestContext.Current.CancellationToken);

        tickets[0].Dispose();
        tickets[0].Dispose();
        tickets[1].Dispose();
        var before = stopping.IsCompleted;
        tickets[2].Dispose();
        await Patience.ForAsync(stopping);

        before.ShouldBeFalse();
    }
}
