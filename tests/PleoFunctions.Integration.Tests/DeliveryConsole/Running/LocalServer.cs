using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Running;

/// <summary>Local as a process of its own, with the settings that it has when nobody sets any.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private const string Listening = "PleoFunctions listens on ";

    private readonly ServerProcess _process;

    private LocalServer(ServerProcess process, Uri address)
    {
        (_process, Address) = (process, address);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client with <see cref="Address"/> as its base.</summary>
    public HttpClient Http { get; }

    public static async Task<LocalServer> StartAsync()
    {
        var (process, address) = await ServerProcess.StartAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "PleoFunctions.Local.dll"), "--urls", "http://127.0.0.1:0"],
            [
                new($"Secrets__{PartnerWebhook.SecretName}", PartnerWebhook.Secret),
                new("Logging__LogLevel__PleoFunctions", "Warning"),
                // A Pleo that fails is given up sooner than it would be in earnest.
                new("Pleo__AttemptTimeout", "00:00:03"),
                new("Pleo__TotalTimeout", "00:00:06"),
            ],
            line => line.StartsWith(Listening, StringComparison.Ordinal) ? line[Listening.Length..] : null
        );
        return new LocalServer(process, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
