using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Testing.Load;

/// <summary>The core as the function app composes it, without a network.</summary>
internal static class MeasuredCore
{
    public static ServiceProvider Create()
    {
        var settings = LocalSettings
            .For(new Uri("https://pleo.invalid/"))
            .Append(("AZURE_FUNCTIONS_ENVIRONMENT", "Development"))
            .Select(one => KeyValuePair.Create(one.Item1.Replace("__", ":", StringComparison.Ordinal), one.Item2));
        var services = new ServiceCollection()
            .AddLogging()
            .AddOnboarding(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddHttpClient(nameof(PleoClient)).ConfigurePrimaryHttpMessageHandler(static () => new CannedPleo());
        return services.BuildServiceProvider();
    }

    public static Partner Acme(this IServiceProvider services) =>
        services.GetRequiredService<PartnerDirectory>().TryFind("acme", out var partner)
            ? partner
            : throw new InvalidOperationException("There is no partner acme.");
}
