using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Running;

/// <summary>Local with its console, and a client that sends thousands of webhooks without checking each answer.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    /// <summary>A partner that is answered within a second.</summary>
    public const string Prompt = "prompt";

    private static readonly (string Name, string Value)[] Settings =
    [
        ($"Secrets__{PartnerWebhook.SecretName}", PartnerWebhook.Secret),
        ("Logging__LogLevel__PleoFunctions", "Warning"),
        // Local stops waiting for a failing Pleo earlier than it would in production.
        ("Pleo__AttemptTimeout", "00:00:03"),
        ("Pleo__TotalTimeout", "00:00:08"),
    ];

    private readonly IAsyncDisposable _process;

    private LocalServer(IAsyncDisposable process, Uri address)
    {
        (_process, Address) = (process, address);
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client with <see cref="Address"/> as its base.</summary>
    public HttpClient Http { get; }

    public static async Task<LocalServer> StartAsync()
    {
        var process = await LocalProcess.StartAsync(Settings);
        return new LocalServer(process, process.Address);
    }

    /// <summary>Starts it with a recovery that runs several times a second, and with the partner <see cref="Prompt"/>.</summary>
    /// <param name="pauseScale">What multiplies recovery's pauses.</param>
    /// <param name="giveUpAfter">After which time recovery gives a delivery up.</param>
    public static async Task<LocalServer> StartRecoveringAsync(double pauseScale, TimeSpan giveUpAfter)
    {
        var address = FreePort.FindAddress();
        (string Name, string Value)[] partners =
        [
            ("Partners__acme__Signature__Scheme", "standard-webhooks"),
            ($"Partners__{Prompt}__Signature__Scheme", "standard-webhooks"),
            ($"Partners__{Prompt}__AnswerWithin", "00:00:01"),
        ];
        var process = await RecoveringProgram.StartAsync(
            address,
            pauseScale,
            giveUpAfter,
            Settings.Concat(partners).Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))
        );
        return new LocalServer(process, address);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
