using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Testing;

namespace PleoFunctions.Tests;

/// <summary>The timer through its function.</summary>
public sealed class RecoverFunctionTests
{
    private const int RunByRecovery = 105;

    [Fact]
    public async Task Runs_what_was_left_open()
    {
        // Nothing listens at the address of Pleo.
        var clock = new MovableClock();
        await using var app = new FunctionApp(
            SampleSettings.InTheWorker,
            services => services.AddSingleton<TimeProvider>(clock)
        );
        (await app.OnboardAsync(SignedWebhook.Create("msg_1"))).ShouldBeProblem(503, "pleo_unavailable");

        await app.RecoverAsync(new InvocationDouble());
        var tooEarly = app.Logs.Count(log => log.Id.Id == RunByRecovery);
        clock.Advance(TimeSpan.FromMinutes(2));
        await app.RecoverAsync(new InvocationDouble());

        tooEarly.ShouldBe(0);
        app.Logs.Count(log => log.Id.Id == RunByRecovery).ShouldBe(1);
    }
}
