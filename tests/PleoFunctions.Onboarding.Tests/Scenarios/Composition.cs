using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>The core composed from settings alone, for tests that send nothing.</summary>
internal static class Composition
{
    /// <summary>The minimum that Development needs.</summary>
    public static IReadOnlyList<(string Name, string? Value)> Development { get; } =
    [
        ("AZURE_FUNCTIONS_ENVIRONMENT", "Development"),
        ("KeyVault:Uri", "https://vault.example/"),
        ("Pleo:Environment", "Staging"),
        ("Partners:acme:Signature:Scheme", "standard-webhooks"),
    ];

    /// <summary>The minimum that Production needs.</summary>
    public static IReadOnlyList<(string Name, string? Value)> Production { get; } =
    [
        ("KeyVault:Uri", "https://vault.example/"),
        ("Pleo:Environment", "Production"),
        ("Deliveries:TableServiceUri", "https://account.table.core.windows.net/"),
        ("Partners:acme:Signature:Scheme", "standard-webhooks"),
    ];

    /// <summary>Composes with settings: later ones replace earlier ones, and a null removes one.</summary>
    public static ServiceProvider Of(params IEnumerable<(string Name, string? Value)> settings)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in settings)
        {
            if (value is null)
            {
                values.Remove(name);
            }
            else
            {
                values[name] = value;
            }
        }

        return new ServiceCollection()
            .AddLogging()
            .AddOnboarding(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .BuildServiceProvider(validateScopes: true);
    }

    /// <summary>The partner acme, with settings below <c>Partners:acme:</c>.</summary>
    public static Partner Partner(params IEnumerable<(string Name, string? Value)> settings)
    {
        using var services = Of([
            .. Development,
            .. settings.Select(setting => ($"Partners:acme:{setting.Name}", setting.Value)),
        ]);
        return services.GetRequiredService<PartnerDirectory>().TryFind("acme", out var partner)
            ? partner
            : throw new InvalidOperationException("There is no partner acme.");
    }
}
