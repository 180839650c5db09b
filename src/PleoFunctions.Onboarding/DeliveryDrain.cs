using Microsoft.Extensions.Hosting;

namespace PleoFunctions.Onboarding;

/// <summary>
/// Counts the deliveries under way, and delays the host's stop until they have ended or the host's time to stop is
/// over. So every call to Pleo gets its record.
/// </summary>
internal sealed class DeliveryDrain : IHostedLifecycleService
{
    private readonly Lock _lock = new();
    private int _underWay;
    private TaskCompletionSource? _drained;

    /// <summary>Counts a delivery as under way until the result is disposed.</summary>
    public IDisposable Enter()
    {
        lock (_lock)
        {
            _underWay++;
        }

        return new Ticket(this);
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the deliveries under way. The host calls it after its servers stopped taking requests.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        Task drained;
        lock (_lock)
        {
            if (_underWay == 0)
            {
                return;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
        }

        await drained.WaitAsync(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Leave()
    {
        lock (_lock)
        {
            if (--_underWay == 0)
            {
                _drained?.TrySetResult();
            }
        }
    }

    private sealed class Ticket(DeliveryDrain drain) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                drain.Leave();
            }
        }
    }
}
