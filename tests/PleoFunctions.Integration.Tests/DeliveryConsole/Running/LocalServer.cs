using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Running;

/// <summary>Local with its default settings, and a client that sends thousands of webhooks without checking each answer.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly LocalProcess _process;

    private LocalServer(LocalProcess process)
    {
        _process = process;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => _process.Address;

    /// <summary>A client with <see cref="Address"/> as its base.</summary>
    public HttpClient Http { get; }

    public static async Task<LocalServer> StartAsync() =>
        new(
            await LocalProcess.StartAsync(
                ($"Secrets__{PartnerWebhook.SecretName}", PartnerWebhook.Secret),
                ("Logging__LogLevel__PleoFunctions", "Warning"),
                // Local stops waiting for a failing Pleo earlier than it would in production.
                ("Pleo__AttemptTimeout", "00:00:03"),
                ("Pleo__TotalTimeout", "00:00:08")
            )
        );

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
