using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>
/// The core as a host composes it, with a test clock, between a vault and a Pleo that the test scripts. No part of the
/// core is replaced. Each test has its own.
/// </summary>
public abstract class OnboardingScenario : IAsyncDisposable
{
    internal const string Tenant = "northwind";
    internal const string ApiKey = "pls_0a1b2c_3d4e5f";
    internal const string ApiKeySecret = "acme--northwind--pleo-api-key";
    internal const string SigningSecret = "acme--webhook-signing";

    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
        ["KeyVault:Uri"] = FakeVault.Address.AbsoluteUri,
        ["Partners:acme:Signature:Scheme"] = "standard-webhooks",
    };

    private readonly Lazy<ServiceProvider> _services;
    private HttpClientTransport? _transport;

    protected OnboardingScenario()
    {
        _services = new Lazy<ServiceProvider>(Compose);
        _settings["Pleo:BaseAddress"] = Pleo.Address.AbsoluteUri;
        Pleo.CompanyOf = CompanyOf;
        Vault[SigningSecret] = Webhook.DefaultSecret;
        Vault[ApiKeySecret] = ApiKey;
    }

    internal TestClock Clock { get; } = new();

    internal FakeVault Vault { get; } = new();

    internal ScriptedPleo Pleo { get; } = new();

    internal FakeLogCollector Logs => Services.GetFakeLogCollector();

    /// <summary>The composition, created at first use with the settings of that time.</summary>
    internal IServiceProvider Services => _services.Value;

    public virtual async ValueTask DisposeAsync()
    {
        if (_services.IsValueCreated)
        {
            await _services.Value.DisposeAsync();
        }

        await Pleo.DisposeAsync();
        _transport?.Dispose();
        Vault.Dispose();
        Pleo.Verify();
        GC.SuppressFinalize(this);
    }

    internal void Set(string setting, string? value) => _settings[setting] = value;

    /// <summary>Sends a webhook as the partner; it arrives now.</summary>
    internal Task<Answer> SendAsync(Webhook webhook)
    {
        var handler = Services.GetRequiredService<OnboardingHandler>();
        return Patience.ForAsync(
            handler.HandleAsync(webhook.ArrivingAt(Clock.GetUtcNow())),
            $"the answer to {webhook.DeliveryId}"
        );
    }

    /// <summary>A webhook of another customer, whose key is put in the vault.</summary>
    internal Webhook WebhookOf(string tenant)
    {
        Vault[$"acme--{tenant}--pleo-api-key"] = $"{ApiKey}-of-{tenant}";
        return new Webhook { DeliveryId = $"msg_{tenant}", Body = Webhook.Payload(tenant) };
    }

    /// <summary>A claim on a webhook's delivery, as by a process that dies afterwards.</summary>
    internal ValueTask<ClaimResult> ClaimAsync(Webhook webhook, DateTimeOffset? occurredAt = null)
    {
        var settings = Services.GetRequiredService<PleoSettings>();
        return Services
            .GetRequiredService<DeliveryLedger>()
            .ClaimAsync(
                new DeliveryKey("acme", Tenant, webhook.DeliveryId),
                new DeliveryRequest(webhook.ArrivingAt(Clock.GetUtcNow()).Body.Bytes, occurredAt),
                settings.Lease,
                settings.SettlingTime
            );
    }

    /// <summary>What carries the requests to the vault: by default the vault itself.</summary>
    internal virtual HttpMessageHandler CreateVaultHandler() => Vault;

    internal virtual void Configure(IServiceCollection services) { }

    /// <summary>
    /// A key belongs to the company of the tenant for whom it was stored first: so a new key has the company of the old
    /// one, and a key that is stored for another tenant keeps its company.
    /// </summary>
    private string CompanyOf(string key) =>
        Vault.FirstNameOf(key) is var name && string.Equals(name, ApiKeySecret, StringComparison.OrdinalIgnoreCase)
            ? SampleInstallation.CompanyId
            : KeyIntrospection.CompanyOf(name ?? key);

    /// <summary>The same composition in a host of its own, so that a test can start and stop it.</summary>
    internal IHost BuildHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        AddTo(builder.Services);
        return builder.Build();
    }

    private ServiceProvider Compose()
    {
        var services = new ServiceCollection();
        AddTo(services);
        return services.BuildServiceProvider(validateScopes: true);
    }

    private void AddTo(IServiceCollection services)
    {
        _transport = new HttpClientTransport(CreateVaultHandler());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<TokenCredential>(new FakeCredential());
        services.AddSingleton(
            new SecretClientOptions
            {
                Transport = _transport,
                RetryPolicy = new VaultRetryPolicy(),
                DisableChallengeResourceVerification = true,
            }
        );
        Configure(services);
        services.AddOnboarding(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
    }
}
