using PleoFunctions.Integration.Tests.OpenApi;

[assembly: AssemblyFixture(typeof(LocalFixture))]

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>One Local for all tests, which waits for its Pleo no longer than it has to.</summary>
public sealed class LocalFixture : IAsyncLifetime
{
    private LocalHost _local = null!;

    public Uri Address => _local.Address;

    internal LocalHost Local => _local;

    public async ValueTask InitializeAsync() =>
        _local = await LocalHost.StartAsync(("Pleo__AttemptTimeout", "00:00:02"), ("Pleo__TotalTimeout", "00:00:05"));

    public ValueTask DisposeAsync() => _local.DisposeAsync();
}
