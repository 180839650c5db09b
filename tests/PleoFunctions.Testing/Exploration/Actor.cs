using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Exploration;

/// <summary>One request that the app handles. It stands still before each step until it is released.</summary>
internal sealed class Actor
{
    private static readonly AsyncLocal<Actor?> Running = new();

    private TaskCompletionSource _arrived = NewSource();
    private TaskCompletionSource<Fate>? _gate;
    private Task<Answer> _handling = null!;

    private Actor(string deliveryId) => DeliveryId = deliveryId;

    public string DeliveryId { get; }

    /// <summary>The step before which it stands.</summary>
    public Step Next { get; private set; }

    /// <summary>Its process has ended.</summary>
    public bool IsDead { get; private set; }

    /// <summary>It stands before a step.</summary>
    public bool IsWaiting => !IsDead && !_handling.IsCompleted;

    /// <summary>Its answer; null while there is none.</summary>
    public Answer? Answer => !IsDead && _handling.IsCompletedSuccessfully ? _handling.Result : null;

    /// <summary>Handles a request until its first step.</summary>
    public static async Task<Actor> StartAsync(string deliveryId, Func<Task<Answer>> handle)
    {
        var actor = new Actor(deliveryId);
        actor._handling = Task.Run(() =>
        {
            Running.Value = actor;
            return handle();
        });
        await actor.ArriveAsync();
        return actor;
    }

    /// <summary>Lets it take its step, and waits until it stands before the next one or has its answer.</summary>
    public async Task ReleaseAsync(Fate fate)
    {
        var gate = _gate!;
        (_gate, _arrived) = (null, NewSource());
        if (fate is Fate.CrashesBefore)
        {
            IsDead = true;
            return;
        }

        gate.SetResult(fate);
        await ArriveAsync();
    }

    /// <summary>Stands before a step until it is released. Called from within the request.</summary>
    /// <returns>How the step goes.</returns>
    public static async Task<Fate> EnterAsync(Step step)
    {
        if (Running.Value is not { } actor)
        {
            return Fate.Good;
        }

        actor.Next = step;
        var gate = new TaskCompletionSource<Fate>(TaskCreationOptions.RunContinuationsAsynchronously);
        actor._gate = gate;
        actor._arrived.SetResult();
        return await gate.Task;
    }

    /// <summary>Ends the process of the request. Called from within the request.</summary>
    public static Task DieAsync()
    {
        var actor = Running.Value!;
        actor.IsDead = true;
        actor._arrived.SetResult();
        return NewSource().Task;
    }

    private async Task ArriveAsync()
    {
        await Task.WhenAny(_arrived.Task, _handling);
        if (_handling.IsFaulted)
        {
            await _handling;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
