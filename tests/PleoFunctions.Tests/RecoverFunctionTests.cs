namespace PleoFunctions.Tests;

/// <summary>The timer through its function.</summary>
public sealed class RecoverFunctionTests
{
    private const int RecoveryRan = 602;

    [Fact]
    public async Task Runs_recovery_once()
    {
        await using var app = new FunctionApp(SampleSettings.Values);

        await app.RecoverAsync(new InvocationDouble());

        app.Logs.Count(log => log.Id.Id == RecoveryRan).ShouldBe(1);
    }
}
