namespace PleoFunctions.Testing;

/// <summary>How long a test waits for an expected event before it fails. No test measures with it.</summary>
public static class Patience
{
    public const int Milliseconds = 90_000;

    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(Milliseconds);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns when a condition holds.</summary>
    /// <exception cref="OperationCanceledException">It does not hold within <see cref="Limit"/>.</exception>
    public static async Task WaitAsync(Func<Task<bool>> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        using var patience = new CancellationTokenSource(Limit);
        while (!await holds())
        {
            await Task.Delay(Pause, TimeProvider.System, patience.Token);
        }
    }
}
