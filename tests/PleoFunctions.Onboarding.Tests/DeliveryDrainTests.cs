using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Tests.Scenarios;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests;

/// <summary>A host that stops waits until every call to Pleo is recorded.</summary>
public sealed class DeliveryDrainTests : OnboardingScenario
{
    private readonly LastToStop _last = new();

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
    public async Task A_host_ends_after_the_record_of_the_delivery_under_way()
    {
        var gate = new TaskCompletionSource();
        Pleo.OnPost(Reply.After(gate.Task, Reply.Created)).Listen();
        using var host = BuildHost();
        await host.StartAsync(TestContext.Current.CancellationToken);
        var delivery = host
            .Services.GetRequiredService<OnboardingHandler>()
            .HandleAsync(new Webhook().ArrivingAt(Clock.GetUtcNow()));
        await Pleo.NextCallAsync();
        var stateAtEnd = new TaskCompletionSource<DeliveryState>();
        host.Services.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStopped.Register(() => stateAtEnd.SetResult(StateIn(host)));

        var stopping = host.StopAsync(TestContext.Current.CancellationToken);
        await Patience.ForAsync(_last.Stopped.Task);
        gate.SetResult();
        await Patience.ForAsync(stopping);

        (await Patience.ForAsync(stateAtEnd.Task)).ShouldBe(DeliveryState.Done);
        (await Patience.ForAsync(delivery)).ShouldBeInstalled("created");
    }

    [Fact]
    public async Task A_host_names_the_partners_when_it_starts()
    {
        using var host = BuildHost();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        host.Services.GetFakeLogCollector().GetSnapshot().ShouldContain(record => record.Id.Id == 501);
    }

    [Fact]
    public async Task Waits_for_the_last_of_many()
    {
        var tickets = new[] { Drain.Enter(), Drain.Enter(), Drain.Enter() };
        var stopping = Drain.StoppedAsync(TestContext.Current.CancellationToken);

        tickets[0].Dispose();
        tickets[0].Dispose();
        tickets[1].Dispose();
        // A new wait shows at once whether the drain has ended. The first would show it a moment later.
        var before = Drain.StoppedAsync(TestContext.Current.CancellationToken).IsCompleted;
        tickets[2].Dispose();
        await Patience.ForAsync(stopping);

        before.ShouldBeFalse();
    }

    internal override void Configure(IServiceCollection services) => services.AddSingleton<IHostedService>(_last);

    private static DeliveryState StateIn(IHost host) =>
        host
            .Services.GetRequiredService<ILedgerStore>()
            .ReadAsync(new DeliveryKey("acme", Tenant, "msg_1"))
            .AsTask()
            .Result.Succeeded(out var rows, out _)
            ? rows.Delivery!.Summary.State
            : throw new InvalidOperationException("The ledger in memory does not answer.");

    /// <summary>Registered before the app's services, so the host stops it after them.</summary>
    private sealed class LastToStop : IHostedService
    {
        public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stopped.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
