using PleoFunctions.Onboarding.Tests.Deliveries;
using PleoFunctions.Testing;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace PleoFunctions.Onboarding.Tests.Deliveries;

/// <summary>One Azurite for all tests, started by the first that asks for it.</summary>
public sealed class AzuriteFixture : IAsyncDisposable
{
    private readonly Lazy<Task<AzuriteServer>> _server = new(AzuriteServer.StartAsync);

    public Task<AzuriteServer> Server => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
