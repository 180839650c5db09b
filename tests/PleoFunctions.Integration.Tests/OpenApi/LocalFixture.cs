using PleoFunctions.Integration.Tests.OpenApi;

[assembly: AssemblyFixture(typeof(LocalFixture))]

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>One Local for all tests, with short timeouts for Pleo.</summary>
public sealed class LocalFixture : IAsyncLifetime
{
    private LocalHost _local = null!;

    public Uri Address => _local.Address;

    internal LocalHost Local => _local;

    /// <summary>The total leaves time for the three POSTs to a Pleo that is down, with a look after each.</summary>
    public async ValueTask InitializeAsync() =>
        _local = await LocalHost.StartAsync(("Pleo__AttemptTimeout", "00:00:02"), ("Pleo__TotalTimeout", "00:00:08"));

    public ValueTask DisposeAsync() => _local.DisposeAsync();
}
