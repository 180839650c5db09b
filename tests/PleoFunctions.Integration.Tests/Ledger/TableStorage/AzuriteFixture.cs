using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using PleoFunctions.Testing;

[assembly: AssemblyFixture(typeof(PleoFunctions.Integration.Tests.Ledger.TableStorage.AzuriteFixture))]

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>One Azurite for all tests; each uses its own table.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer _server = null!;

    public string ConnectionString => _server.ConnectionString;

    /// <summary>Creates a table that no other test uses, as the template does in Azure.</summary>
    /// <returns>Its name.</returns>
    public string CreateTable()
    {
        var name = $"t{Guid.NewGuid():N}";
        new TableClient(ConnectionString, name).Create();
        return name;
    }

    /// <summary>A client of a new table.</summary>
    /// <param name="policies">Policies that watch its calls.</param>
    public TableClient NewTable(params HttpPipelinePolicy[] policies)
    {
        var options = new TableClientOptions();
        foreach (var policy in policies)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        }

        return new TableClient(ConnectionString, CreateTable(), options);
    }

    public async ValueTask InitializeAsync() => _server = await AzuriteServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
