using Azure.Core;
using Azure.Security.KeyVault.Secrets;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Keys;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Local.Commands;

/// <summary>
/// What <c>keys</c> works with. With a vault in Azure it uses that vault, Pleo and the developer's own credential.
/// Otherwise it uses the embedded vault and the simulated Pleo of a running Local.
/// </summary>
internal sealed class KeysSession : IAsyncDisposable
{
    private const string VaultSetting = $"{KeyVaultOptions.Section}:{nameof(KeyVaultOptions.Uri)}";
    private const string EnvironmentSetting = $"{PleoOptions.Section}:{nameof(PleoOptions.Environment)}";
    private const string BaseAddressSetting = $"{PleoOptions.Section}:{nameof(PleoOptions.BaseAddress)}";

    private const int CallsAtOnce = 8;

    private readonly WebApplication _app;
    private readonly PleoCaller _pleo;

    private KeysSession(WebApplication app, Partner partner, Uri? local, LedgerBindings ledger)
    {
        var services = app.Services;
        var clock = services.GetRequiredService<TimeProvider>();
        (_app, Partner, Ledger) = (app, partner, ledger);
        Vault = new CustomerVault(
            new SecretClient(
                new Uri(app.Configuration[VaultSetting]!),
                services.GetRequiredService<TokenCredential>(),
                services.GetRequiredService<SecretClientOptions>()
            ),
            partner,
            local,
            clock
        );
        _pleo = ActivatorUtilities.CreateInstance<PleoCaller>(services);
        Checker = new KeyChecker(partner, _pleo, ledger.ReadAsync, clock);
        Now = clock.GetUtcNow();
    }

    public Partner Partner { get; }

    public CustomerVault Vault { get; }

    public KeyChecker Checker { get; }

    public LedgerBindings Ledger { get; }

    /// <summary>When the session began.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The vault and the Pleo that it works with, in words.</summary>
    public string Places => $"{Vault.Place}, Pleo at {_pleo.Address.Authority}";

    /// <summary>Checks one customer's key, also against the companies of the partner's other customers.</summary>
    public async Task<KeyReport> CompareAsync(KeyReport report, CancellationToken cancellationToken)
    {
        if (report.Company is not { } company || Ledger.NotReadBecause is not null)
        {
            return report;
        }

        var tenants = await Vault.ListTenantsAsync(cancellationToken);
        string? holder = null;
        await Parallel.ForEachAsync(
            tenants.Where(tenant => !tenant.Equals(report.Tenant, StringComparison.Ordinal)),
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellationToken },
            async (tenant, token) =>
            {
                var binding = await Ledger.ReadAsync(tenant, token);
                if (binding.Company is { } bound && CompanyUrn.AreSame(bound, company))
                {
                    holder = tenant;
                }
            }
        );
        return report.HeldBy(holder);
    }

    /// <exception cref="UserErrorException">An option is wrong or missing.</exception>
    public static KeysSession Open(KeysTarget target)
    {
        if (!PartnerName.IsValid(target.Partner))
        {
            throw new UserErrorException($"--partner is '{target.Partner}'; expected {PartnerName.Form}.");
        }

        Uri? local = null;
        var app = LocalApp.Create(
            LocalAddress.Any,
            withConsole: false,
            services =>
            {
                if (local is not null)
                {
                    services.ReachEmbeddedVaultOf(local);
                }
            },
            configuration => local = Configure(configuration, target)
        );
        var partners = app.Services.GetRequiredService<PartnerDirectory>();
        return partners.TryFind(target.Partner, out var partner)
            ? new KeysSession(app, partner, local, LedgerOf(app, target, local))
            : throw new UserErrorException(
                $"There is no partner '{target.Partner}' in the settings. Choose one of: {string.Join(", ", partners.All.Select(one => one.Name))}."
            );
    }

    public ValueTask DisposeAsync()
    {
        _pleo.Dispose();
        return _app.DisposeAsync();
    }

    /// <summary>Adds the settings that follow from the options.</summary>
    /// <returns>The Local whose embedded vault is meant; null for a vault in Azure.</returns>
    private static Uri? Configure(IConfigurationManager configuration, KeysTarget target)
    {
        // The developer's own credential, and addresses that only Development may have.
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [OnboardingEnvironment.Setting] = OnboardingEnvironment.Development,
        };
        if (target.Environment is { } environment)
        {
            (settings[EnvironmentSetting], settings[BaseAddressSetting]) = (environment, null);
        }

        var hasPleo =
            target.Environment is not null
            || configuration[EnvironmentSetting] is not null
            || configuration[BaseAddressSetting] is not null;
        Uri? local = null;
        if (target.Vault is not null || configuration[VaultSetting] is not null)
        {
            RequireVaultInAzure(target, hasPleo);
            settings[VaultSetting] = target.Vault ?? configuration[VaultSetting];
            if (!configuration.GetSection($"{PartnersOptions.Section}:{target.Partner}").Exists())
            {
                // In Azure the partner may have nothing but its name, as in the template.
                settings[$"{PartnersOptions.Section}:{target.Partner}:{nameof(PartnerOptions.ApiKeyScheme)}"] = nameof(
                    ApiKeyScheme.Basic
                );
            }
        }
        else
        {
            local = LocalAddress.RootOf(target.Url);
            if (!hasPleo)
            {
                settings[BaseAddressSetting] = new Uri(local, SimulatedPleo.BasePath).AbsoluteUri;
            }
        }

        configuration.AddInMemoryCollection(settings);
        return local;
    }

    private static void RequireVaultInAzure(KeysTarget target, bool hasPleo)
    {
        if (
            target.Vault is { } vault
            && !(Uri.TryCreate(vault, UriKind.Absolute, out var address) && address is { Scheme: "https" })
        )
        {
            throw new UserErrorException(
                $"--vault is '{vault}'; expected the vault's address, such as https://my-vault.vault.azure.net/."
            );
        }

        if (!hasPleo)
        {
            throw new UserErrorException(
                "To which Pleo do the keys in this vault belong? Pass --environment Staging or --environment Production."
            );
        }
    }

    private static LedgerBindings LedgerOf(WebApplication app, KeysTarget target, Uri? local)
    {
        if (target.UrlIsGiven || local is not null)
        {
            var signIn = OperatorSignIn.Find(target.UrlIsGiven);
            var http = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(KeysCommand));
            return LedgerBindings.Of(new OperatorsClient(http, LocalAddress.ApiOf(target.Url), target.Partner, signIn));
        }

        return
            app.Configuration[$"{DeliveriesOptions.Section}:{nameof(DeliveriesOptions.TableServiceUri)}"] is null
            && app.Configuration[$"{DeliveriesOptions.Section}:{nameof(DeliveriesOptions.ConnectionString)}"] is null
            ? LedgerBindings.None
            : LedgerBindings.Of(app.Services.GetRequiredService<DeliveryLedger>(), target.Partner);
    }
}

/// <summary>Which keys are meant, and where they are.</summary>
/// <param name="Partner">The partner.</param>
/// <param name="Vault">The address of a vault in Azure; null for the setting, or else Local's embedded vault.</param>
/// <param name="Environment">Pleo's environment; null for the settings, or else Local's simulated Pleo.</param>
/// <param name="Url">The address of the app: of a running Local, or of one whose ledger is read.</param>
/// <param name="UrlIsGiven">The address was given, and is not the default.</param>
internal sealed record KeysTarget(string Partner, string? Vault, string? Environment, string Url, bool UrlIsGiven);
