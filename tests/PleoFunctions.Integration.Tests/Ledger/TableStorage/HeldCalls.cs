using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>Holds or fails calls to the table service: those to the index of open work, or transactions too.</summary>
internal sealed class HeldCalls : HttpPipelinePolicy
{
    private readonly TaskCompletionSource _index = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _transaction = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<bool, Task> _before = static _ => Task.CompletedTask;

    /// <summary>From now on, a call to the index waits for a transaction to begin, and a transaction for a call to the index.</summary>
    public void HoldUntilBoth() =>
        _before = isIndex =>
        {
            (isIndex ? _index : _transaction).TrySetResult();
            return Task.WhenAll(_index.Task, _transaction.Task);
        };

    /// <summary>From now on, calls to the index wait.</summary>
    public void HoldIndex() => _before = isIndex => isIndex ? _released.Task : Task.CompletedTask;

    /// <summary>From now on, calls to the index fail.</summary>
    public void FailIndex() =>
        _before = isIndex => isIndex ? throw new RequestFailedException(503, "busy") : Task.CompletedTask;

    public void Release()
    {
        _before = static _ => Task.CompletedTask;
        _released.TrySetResult();
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await _before(!message.Request.Uri.ToUri().AbsolutePath.EndsWith("$batch", StringComparison.Ordinal));
        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessNext(message, pipeline);
}
