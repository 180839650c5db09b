using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Testing.Operators;

/// <summary>The core as a host composes it, with a Pleo that the test controls.</summary>
internal sealed class OperatorScenario : IAsyncDisposable
{
    public const string SigningSecret = "whsec_c2VjcmV0LW9mLWFjbWUtc2VjcmV0LW9mLWFjbWU=";
    public const string ApiKey = "pls_northwind_api_key";
    public const string Payload = """{"data":{"tenant":"northwind","metadata":{"externalConfigurationId":"cfg-42"}}}""";

    private readonly ServiceProvider _services;

    /// <summary>Composes it.</summary>
    /// <param name="ledger">A connection string, and the table; null for a ledger in memory.</param>
    /// <param name="settings">More settings.</param>
    public OperatorScenario(
        (string ConnectionString, string Table)? ledger = null,
        params (string Name, string Value)[] settings
    )
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["Pleo:BaseAddress"] = "https://pleo.example/",
            ["Pleo:AttemptTimeout"] = "00:00:00.5",
            ["Pleo:TotalTimeout"] = "00:00:01",
            ["Partners:acme:Signature:Scheme"] = "standard-webhooks",
            ["Secrets:acme--webhook-signing"] = SigningSecret,
            ["Secrets:acme--northwind--pleo-api-key"] = ApiKey,
        };
        if (ledger is { } table)
        {
            values["Deliveries:ConnectionString"] = table.ConnectionString;
            values["Deliveries:TableName"] = table.Table;
        }

        foreach (var (name, value) in settings)
        {
            values[name] = value;
        }

        var services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs))
            .AddSingleton<TimeProvider>(Clock)
            .Configure<PleoTimings>(timings => (timings.Lease, timings.SettlingTime) = (Lease, SettlingTime))
            .AddOnboarding(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        services.AddHttpClient(nameof(PleoClient)).ConfigurePrimaryHttpMessageHandler(() => Pleo);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public ProgrammablePleo Pleo { get; } = new();

    public LogText Logs { get; } = new();

    /// <summary>The clock of everything except an external store.</summary>
    public MovableClock Clock { get; } = new();

    /// <summary>How long a claim holds.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a request without a reply may still take effect.</summary>
    public static TimeSpan SettlingTime { get; } = TimeSpan.FromSeconds(2.5);

    public DeliveryOperations Deliveries => _services.GetRequiredService<DeliveryOperations>();

    public DeliveryDrain Drain => _services.GetRequiredService<DeliveryDrain>();

    public DeliveryRecovery Recovery => _services.GetRequiredService<DeliveryRecovery>();

    /// <summary>They count from the first use of the scenario on.</summary>
    public PleoTimings PleoTimings => _services.GetRequiredService<IOptions<PleoTimings>>().Value;

    public RecoveryTimings Timings => _services.GetRequiredService<IOptions<RecoveryTimings>>().Value;

    public ILedgerStore Store => _services.GetRequiredService<ILedgerStore>();

    public DeliveryLedger Ledger => _services.GetRequiredService<DeliveryLedger>();

    /// <summary>Sends a webhook as the partner does.</summary>
    public Task<Answer> SendAsync(string deliveryId, string payload = Payload)
    {
        var now = Clock.GetUtcNow();
        var body = Encoding.UTF8.GetBytes(payload);
        var headers = new WebhookHeaders().Add("Content-Type", "application/json");
        foreach (var (name, value) in new StandardWebhooksScheme().Sign(deliveryId, now, body, SigningSecret))
        {
            headers.Add(name, value);
        }

        return _services
            .GetRequiredService<OnboardingHandler>()
            .HandleAsync(
                new InboundWebhook
                {
                    Partner = "acme",
                    Headers = headers,
                    Body = new WebhookBody(body),
                    ReceivedAt = now,
                }
            );
    }

    /// <summary>Reads a delivery as operators do.</summary>
    public async Task<JsonElement> ReadAsync(string deliveryId) =>
        JsonElement.Parse((await Deliveries.ReadAsync("acme", "northwind", deliveryId)).Body.Span);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
