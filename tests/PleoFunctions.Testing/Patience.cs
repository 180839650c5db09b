using System.Runtime.CompilerServices;

namespace PleoFunctions.Testing;

/// <summary>
/// How long a test waits for an expected event before it fails, with a message that says what it waited for. No test
/// measures with it.
/// </summary>
/// <remarks>
/// The limit counts pauses and not the time of day. On a loaded machine each pause takes longer, and so does the limit.
/// </remarks>
public static class Patience
{
    /// <summary>The limit for what happens in this process.</summary>
    public const int Milliseconds = 10_000;

    /// <summary>The limit for another process: it has to start, and the machine may run many.</summary>
    public static readonly TimeSpan OfProcesses = TimeSpan.FromSeconds(90);

    private const int Pause = 5;

    private const int LongPause = 50;

    /// <summary>Returns when a condition holds.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="what">What the test waits for; by default the source text of the condition.</param>
    /// <exception cref="TimeoutException">It does not hold within <see cref="Milliseconds"/>.</exception>
    public static async Task WaitAsync(
        Func<Task<bool>> holds,
        [CallerArgumentExpression(nameof(holds))] string what = ""
    )
    {
        ArgumentNullException.ThrowIfNull(holds);
        for (var waited = 0; !await ForAsync(holds(), what); waited += Pause)
        {
            if (waited >= Milliseconds)
            {
                throw Failure(what);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(Pause), TimeProvider.System);
        }
    }

    /// <summary>Returns when a task has ended, as the task ended.</summary>
    /// <param name="task">The task.</param>
    /// <param name="what">What the test waits for; by default the source text of the task.</param>
    /// <exception cref="TimeoutException">It does not end within <see cref="Milliseconds"/>.</exception>
    public static async Task ForAsync(Task task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(task);
        for (var waited = 0; !task.IsCompleted; waited += LongPause)
        {
            if (waited >= Milliseconds)
            {
                throw Failure(what);
            }

            using var isOver = new CancellationTokenSource();
            await Task.WhenAny(
                task,
                Task.Delay(TimeSpan.FromMilliseconds(LongPause), TimeProvider.System, isOver.Token)
            );
            await isOver.CancelAsync();
        }

        await task;
    }

    /// <inheritdoc cref="ForAsync(Task, string)"/>
    public static async Task<T> ForAsync<T>(Task<T> task, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await ForAsync((Task)task, what);
        return await task;
    }

    private static TimeoutException Failure(string what) =>
        new($"After {Milliseconds / 1000} s the test still waits for: {what}");
}
