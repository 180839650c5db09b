using PleoFunctions.Local.DeliveryConsole;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding;

namespace PleoFunctions.Local.Hosting;

/// <summary>The app on Kestrel: the function app's routes, the simulated parts and the console.</summary>
internal static class LocalApp
{
    // Settings are read once. Watching appsettings.json for changes would watch every folder of the repository, which
    // takes longer than the rest of the start.
    private static readonly WebApplicationOptions WithoutFileWatcher = new()
    {
        Args = ["--hostBuilder:reloadConfigOnChange=false"],
    };

    /// <param name="urls">The addresses to listen on, separated by semicolons.</param>
    /// <param name="withConsole">Record deliveries and serve the console page at <c>/</c>.</param>
    /// <param name="adapt">Changes the services before the app is built.</param>
    /// <param name="configure">Changes the settings before the simulated parts replace those that are missing.</param>
    public static WebApplication Create(
        string urls,
        bool withConsole = true,
        Action<IServiceCollection>? adapt = null,
        Action<IConfigurationManager>? configure = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder(WithoutFileWatcher);
        builder.WebHost.UseUrls(urls);

        // The app limits the body itself, and answers with its own problem.
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        builder
            .Logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning)
            // The command prints why the app cannot start; the host would print it again with a stack trace.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddSimpleConsole(static console =>
            (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss ")
        );

        configure?.Invoke(builder.Configuration);
        var fallbacks = LocalFallbacks.Apply(builder.Configuration);
        builder.Services.AddSingleton(fallbacks);
        builder.Services.AddSimulatedPleo();
        builder.Services.AddSingleton<Welcome>();
        if (fallbacks.EmbeddedVault)
        {
            builder.Services.AddEmbeddedVault();
        }

        builder.Services.AddOnboarding(builder.Configuration);
        builder.Services.AddHostedService<RecoveryTimer>();
        if (withConsole)
        {
            builder.Services.AddDeliveryConsole();
        }

        if (fallbacks.SimulatedPleo)
        {
            builder.Services.RouteCallsToSimulatedPleo();
        }

        adapt?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapOnboarding();
        app.MapSimulatedPleo();
        app.MapSimulatedFaults();
        if (fallbacks.EmbeddedVault)
        {
            app.MapEmbeddedVault();
        }

        app.MapReferencePage();
        if (withConsole)
        {
            app.MapDeliveryConsole();
        }

        return app;
    }
}
