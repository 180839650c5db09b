namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>Local without any setting, for tests that do not affect each other.</summary>
public sealed class DefaultLocal : IAsyncLifetime
{
    private LocalProcess? _local;

    public LocalProcess Local => _local!;

    public async ValueTask InitializeAsync() => _local = await LocalProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            await _local.DisposeAsync();
        }
    }
}
