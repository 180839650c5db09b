using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>What the page needs before it starts: the choices of its forms, and which parts are simulated.</summary>
internal sealed record SetupDocument
{
    private static readonly LinkChoice[] Pages =
    [
        new("/reference", "API reference"),
        new("/api/openapi.json", "OpenAPI"),
        new("/api/health/ready", "Health"),
        new("/simulated/pleo/creations", "Creations at the simulated Pleo"),
    ];

    public required IReadOnlyList<PartnerChoice> Partners { get; init; }

    public required IReadOnlyList<string> Schemes { get; init; }

    public required IReadOnlyList<TenantChoice> Tenants { get; init; }

    /// <summary>Pleo is simulated, so the page can make it fail.</summary>
    public required bool SimulatedPleo { get; init; }

    /// <summary>The vault is embedded, so the page can make it fail.</summary>
    public required bool EmbeddedVault { get; init; }

    /// <summary>How many deliveries the server keeps.</summary>
    public required int Limit { get; init; }

    /// <summary>Links to other pages that this process serves.</summary>
    public required IReadOnlyList<LinkChoice> Links { get; init; }

    public static SetupDocument Create(IServiceProvider services)
    {
        var fallbacks = services.GetRequiredService<LocalFallbacks>();
        var welcome = services.GetRequiredService<Welcome>();
        return new SetupDocument
        {
            Partners =
            [
                .. services
                    .GetRequiredService<PartnerDirectory>()
                    .All.OrderBy(partner => partner.Name, StringComparer.Ordinal)
                    .Select(partner => new PartnerChoice(
                        partner.Name,
                        partner.Scheme.Name,
                        welcome.CautionFor(partner)
                    )),
            ],
            Schemes = [.. SignatureScheme.All.Select(scheme => scheme.Name)],
            Tenants = [.. TestTenants.All.Select(one => new TenantChoice(one.Name, one.Plays))],
            SimulatedPleo = fallbacks.SimulatedPleo,
            EmbeddedVault = fallbacks.EmbeddedVault,
            Limit = WatchedDeliveries.Limit,
            Links = [.. Pages.Where(page => IsServed(services, page.Path))],
        };
    }

    private static bool IsServed(IServiceProvider services, string path) =>
        services
            .GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Any(route =>
                $"/{route.RoutePattern.RawText?.TrimStart('/')}".StartsWith(path, StringComparison.OrdinalIgnoreCase)
            );

    /// <summary>A link in the page's footer.</summary>
    internal sealed record LinkChoice(string Path, string Title);

    /// <summary>A partner to send as.</summary>
    /// <param name="Name">The partner's name.</param>
    /// <param name="Scheme">The scheme in the partner's settings.</param>
    /// <param name="Caution">Why the app refuses every webhook that Local signs for it; null when it does not.</param>
    internal sealed record PartnerChoice(string Name, string Scheme, string? Caution);

    /// <summary>A tenant to send for.</summary>
    /// <param name="Name">The tenant's name.</param>
    /// <param name="Plays">What the simulated Pleo does for it.</param>
    internal sealed record TenantChoice(string Name, string Plays);
}
