using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Recovery;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Running;

/// <summary>
/// Local with its console, and a client that sends thousands of webhooks without checking each answer. It runs in this
/// process, where its code is compiled already: a process of its own takes a second to start, and as long for its first
/// delivery.
/// </summary>
internal sealed class LocalServer : IAsyncDisposable
{
    /// <summary>A partner that is answered within a second.</summary>
    public const string Prompt = "prompt";

    private static readonly (string Name, string Value)[] Settings =
    [
        ($"Secrets:{PartnerWebhook.SecretName}", PartnerWebhook.Secret),
        // Local stops waiting for a failing Pleo earlier than it would in production.
        ("Pleo:AttemptTimeout", "00:00:03"),
        ("Pleo:TotalTimeout", "00:00:08"),
    ];

    private static readonly (string Name, string Value)[] Partners =
    [
        ("Partners:acme:Signature:Scheme", "standard-webhooks"),
        ($"Partners:{Prompt}:Signature:Scheme", "standard-webhooks"),
        ($"Partners:{Prompt}:AnswerWithin", "00:00:01"),
    ];

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly WebApplication _app;

    private LocalServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.First());
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client with <see cref="Address"/> as its base.</summary>
    public HttpClient Http { get; }

    public static Task<LocalServer> StartAsync() => StartAsync(Settings, static _ => { });

    /// <summary>Starts it with a recovery that runs several times a second, and with the partner <see cref="Prompt"/>.</summary>
    /// <param name="pauseScale">What multiplies recovery's pauses.</param>
    /// <param name="giveUpAfter">After which time recovery gives a delivery up.</param>
    public static Task<LocalServer> StartRecoveringAsync(double pauseScale, TimeSpan giveUpAfter) =>
        StartAsync(
            [.. Settings, .. Partners],
            timings => (timings.Interval, timings.PauseScale, timings.GiveUpAfter) = (Interval, pauseScale, giveUpAfter)
        );

    /// <summary>Waits for the deliveries under way: a later test would see their spans.</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<LocalServer> StartAsync(
        (string Name, string Value)[] settings,
        Action<RecoveryTimings> adapt
    )
    {
        var app = LocalApp.Create(
            "http://127.0.0.1:0",
            adapt: services => services.AddLogging(static logging => logging.ClearProviders()).Configure(adapt),
            configure: configuration =>
                configuration.AddInMemoryCollection(
                    settings.Select(static one => KeyValuePair.Create(one.Name, (string?)one.Value))
                )
        );
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new LocalServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
