using Azure.Core;
using Azure.Data.Tables;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Health;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Ledger.TableStorage;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Settings;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding;

/// <summary>Composes the job for a host.</summary>
public static class OnboardingServices
{
    private const string ClientIdSetting = "AZURE_CLIENT_ID";

    /// <summary>The HTTP client for the metadata of the issuer of operators' tokens.</summary>
    internal const string IssuerClient = "Issuer";

    /// <summary>
    /// Adds <see cref="OnboardingHandler"/>, <see cref="DeliveryRecovery"/>, <see cref="DeliveryOperations"/> and <see cref="HealthChecks"/>, with settings that are validated when the
    /// host starts. A host may register a <see cref="TokenCredential"/>, <see cref="SecretClientOptions"/>,
    /// <see cref="PleoAddress"/> or <see cref="TimeProvider"/> of its own before or after.
    /// </summary>
    public static IServiceCollection AddOnboarding(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new OnboardingEnvironment(configuration));

        services.AddMetrics();
        services.TryAddSingleton<OnboardingMetrics>();
        services.AddTelemetryExport(configuration);
        services.AddSettings(configuration);
        services.AddSecrets(configuration);
        services.AddPleo();

        services.TryAddSingleton<PartnerDirectory>();
        services.AddHostedService<PartnerStartupLogger>();
        services.AddDeliveries(configuration);

        services.TryAddSingleton(provider => new OnboardingHandler(
            provider.GetRequiredService<PartnerDirectory>(),
            provider.GetRequiredService<DeliveryDrain>(),
            provider.GetRequiredService<InstallationTools>(),
            provider.GetRequiredService<ILogger<OnboardingHandler>>()
        ));
        services.TryAddSingleton(provider => new DeliveryOperations(
            provider.GetRequiredService<PartnerDirectory>(),
            provider.GetRequiredService<DeliveryLedger>(),
            provider.GetRequiredService<OnboardingHandler>(),
            provider.GetRequiredService<RecoverySchedule>(),
            provider.GetRequiredService<PleoSettings>().Lease,
            provider.GetRequiredService<OperatorAccess>(),
            provider.GetRequiredService<ILogger<DeliveryOperations>>()
        ));
        services.AddOperators();
        services.TryAddSingleton<RecoverySchedule>();
        services.TryAddSingleton<RecoveryParts>();
        services.TryAddSingleton(provider => new DeliveryRecovery(
            provider.GetRequiredService<PartnerDirectory>(),
            provider.GetRequiredService<DeliveryLedger>(),
            provider.GetRequiredService<OnboardingHandler>(),
            provider.GetRequiredService<RecoverySchedule>(),
            provider.GetRequiredService<PleoPipeline>(),
            provider.GetRequiredService<PleoSettings>(),
            provider.GetRequiredService<RecoveryParts>()
        ));
        services.TryAddSingleton(provider => new HealthChecks(
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<PartnerDirectory>(),
            provider.GetRequiredService<DeliveryLedger>(),
            provider.GetRequiredService<PleoProbe>(),
            provider.GetRequiredService<TimeProvider>()
        ));

        return services;
    }

    private static void AddSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PleoOptions>().Bind(configuration.GetSection(PleoOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PleoOptions>, PleoOptionsValidator>();
        services.AddSingleton<IValidateOptions<PleoOptions>, PleoOptionsRules>();

        services
            .AddOptions<KeyVaultOptions>()
            .Bind(configuration.GetSection(KeyVaultOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<KeyVaultOptions>, KeyVaultOptionsValidator>();

        services.AddOptions<LocalSecretsOptions>().Bind(configuration).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LocalSecretsOptions>, SecretsRules>();
        services.AddSingleton<IValidateOptions<LocalSecretsOptions>, SigningSecretsRules>();

        services
            .AddOptions<DeliveriesOptions>()
            .Bind(configuration.GetSection(DeliveriesOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DeliveriesOptions>, DeliveriesOptionsValidator>();
        services.AddSingleton<IValidateOptions<DeliveriesOptions>, DeliveriesOptionsRules>();

        services
            .AddOptions<RecoveryOptions>()
            .Bind(configuration.GetSection(RecoveryOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<RecoveryOptions>, RecoveryOptionsValidator>();

        services
            .AddOptions<OperatorsOptions>()
            .Bind(configuration.GetSection(OperatorsOptions.Section))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<OperatorsOptions>, OperatorsOptionsValidator>();
        services.AddSingleton<IValidateOptions<OperatorsOptions>, OperatorsOptionsRules>();

        services.AddOptions<PartnersOptions>().Bind(configuration).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PartnersOptions>, PartnersRules>();
        services.AddSingleton<IValidateOptions<PartnersOptions>>(new UnknownSettings(configuration));
    }

    private static void AddSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<TokenCredential>(provider =>
            CreateCredential(configuration, provider.GetRequiredService<OnboardingEnvironment>())
        );
        services.TryAddSingleton(_ => new SecretClientOptions { RetryPolicy = new VaultRetryPolicy() });
        services.TryAddSingleton<ISecretSource>(CreateSecretSource);
        services.TryAddSingleton<SecretCache>();
        services.TryAddSingleton<KeyRing>();
    }

    private static void AddDeliveries(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(DeliveriesOptions.Section);
        var hasTable =
            section[nameof(DeliveriesOptions.TableServiceUri)] is not null
            || section[nameof(DeliveriesOptions.ConnectionString)] is not null;
        if (hasTable && new OnboardingEnvironment(configuration).IsDevelopment)
        {
            services.AddSingleton<IHostedService>(CreateTableCreator);
        }

        services.TryAddSingleton(CreateStore);
        services.TryAddSingleton<DeliveryLedger>();
        services.TryAddSingleton<DeliveryDrain>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryDrain>());
    }

    private static void AddPleo(this IServiceCollection services)
    {
        services.TryAddSingleton<PleoSettings>();
        services.TryAddSingleton(provider => new PleoAddress(provider.GetRequiredService<PleoSettings>().BaseAddress));
        services.TryAddSingleton<PleoPipeline>();
        services.TryAddSingleton<InstallationTools>();
        services.TryAddSingleton<PleoClient>();
        services.AddPleoHandler(nameof(PleoClient));
        services.AddHttpClient<PleoProbe>(
            static (provider, http) =>
            {
                http.BaseAddress = provider.GetRequiredService<PleoAddress>().Value;
                http.Timeout = Timeout.InfiniteTimeSpan;
            }
        );
        services.AddPleoHandler(nameof(PleoProbe));
    }

    /// <summary>
    /// The handler for calls to Pleo. It follows no redirect, because a key goes with each call, and logs no header. It
    /// renews its connections to follow DNS, so the factory need not renew the handler.
    /// </summary>
    private static void AddPleoHandler(this IServiceCollection services, string client) =>
        services
            .AddHttpClient(client)
            .ConfigurePrimaryHttpMessageHandler(static () =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    // Load balancers drop idle connections silently; ours closes earlier.
                    PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

    private static void AddOperators(this IServiceCollection services)
    {
        services.TryAddSingleton(CreateOperatorAccess);
        services.AddHttpClient(IssuerClient, static http => http.Timeout = TimeSpan.FromSeconds(5)).RemoveAllLoggers();
    }

    private static OperatorAccess CreateOperatorAccess(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<OperatorsOptions>>().Value;
        return new OperatorAccess(
            options.Authority is null ? null : new Lazy<OperatorTokens>(() => CreateOperatorTokens(provider, options)),
            takesAdminKey: options.AdminKey is not OperatorsOptions.False,
            provider.GetRequiredService<ILogger<OperatorAccess>>()
        );
    }

    // A method of its own, so that the token library is loaded with the first token and not before.
    private static OperatorTokens CreateOperatorTokens(IServiceProvider provider, OperatorsOptions options)
    {
        var clock = provider.GetRequiredService<TimeProvider>();
        var clients = provider.GetRequiredService<IHttpClientFactory>();
        var issuer = new IssuerMetadata(() => clients.CreateClient(IssuerClient), options.Authority!, clock);
        return new OperatorTokens(issuer, options.Audience!, clock);
    }

    private static TokenCredential CreateCredential(IConfiguration configuration, OnboardingEnvironment environment)
    {
        if (environment.IsDevelopment)
        {
            return new ChainedTokenCredential(new AzureCliCredential(), new AzureDeveloperCliCredential());
        }

        return configuration[ClientIdSetting] is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);
    }

    private static ISecretSource CreateSecretSource(IServiceProvider provider)
    {
        var vault = provider.GetRequiredService<IOptions<KeyVaultOptions>>().Value.Uri is { } address
            ? new KeyVaultSecretSource(
                new SecretClient(
                    new Uri(address),
                    provider.GetRequiredService<TokenCredential>(),
                    provider.GetRequiredService<SecretClientOptions>()
                ),
                provider.GetRequiredService<TimeProvider>()
            )
            : null;
        var configured = provider.GetRequiredService<IOptions<LocalSecretsOptions>>();

        return configured.Value.Secrets.Count == 0 && vault is not null
            ? vault
            : new ConfiguredSecretSource(configured, vault);
    }

    private static ILedgerStore CreateStore(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<DeliveriesOptions>>().Value;
        return options.TableServiceUri is not null || options.ConnectionString is not null
            ? CreateTableStore(provider, options)
            : new InMemoryLedgerStore(
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<IOptions<InMemoryLedgerOptions>>().Value
            );
    }

    // Methods of their own, so that the table client's assemblies are loaded when they run and not before.
    private static TableLedgerStore CreateTableStore(IServiceProvider provider, DeliveriesOptions options) =>
        new(
            CreateTableClient(provider, options),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TableLedgerStore>>()
        );

    private static TableCreator CreateTableCreator(IServiceProvider provider) =>
        new(
            CreateTableClient(provider, provider.GetRequiredService<IOptions<DeliveriesOptions>>().Value),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TableCreator>>()
        );

    private static TableClient CreateTableClient(IServiceProvider provider, DeliveriesOptions options)
    {
        var client = new TableClientOptions
        {
            Retry =
            {
                MaxRetries = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(1),
                NetworkTimeout = TimeSpan.FromSeconds(2),
            },
        };
        return options.TableServiceUri is { } address
            ? new TableClient(
                new Uri(address),
                options.TableName,
                provider.GetRequiredService<TokenCredential>(),
                client
            )
            : new TableClient(options.ConnectionString, options.TableName, client);
    }
}
