using System.Globalization;

namespace PleoFunctions.Testing;

/// <summary>Azurite's table service.</summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    // The account that every storage emulator has; its key is public.
    private const string Account = "devstoreaccount1";
    private const string AccountKey =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly ServerProcess _server;

    private AzuriteServer(ServerProcess server, Uri address) => (_server, Address) = (server, address);

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its connection string.</summary>
    public string ConnectionString => ConnectionStringTo(Address);

    /// <summary>Its connection string through a proxy.</summary>
    public static string ConnectionStringTo(Uri address) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};TableEndpoint={address}{Account};";

    /// <summary>Starts one on a free port; installs its package at first use.</summary>
    /// <param name="folder">The folder for its files; null for a server that keeps all in memory.</param>
    public static async Task<AzuriteServer> StartAsync(string? folder = null)
    {
        var node = Path.Combine(Repository.Root, "tests", "PleoFunctions.Testing", "node");
        await NodePackages.InstallAsync(node);

        var port = FreePort.Find();
        var (server, _) = await ServerProcess.StartAsync(
            "node",
            [
                Path.Combine(node, "node_modules", "azurite", "dist", "src", "table", "main.js"),
                .. folder is null ? ["--inMemoryPersistence"] : (string[])["--location", folder],
                "--silent",
                "--disableTelemetry",
                "--skipApiVersionCheck",
                "--tableHost",
                "127.0.0.1",
                "--tablePort",
                port.ToString(CultureInfo.InvariantCulture),
            ],
            [],
            line => line.Contains("successfully started", StringComparison.OrdinalIgnoreCase) ? line : null
        );

        return new AzuriteServer(
            server,
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"))
        );
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
