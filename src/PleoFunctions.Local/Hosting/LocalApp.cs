using PleoFunctions.Local.DeliveryConsole;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding;

namespace PleoFunctions.Local.Hosting;

/// <summary>The app on Kestrel: the routes of the function app, and what stands in for the world around it.</summary>
internal static class LocalApp
{
    // To see an appsettings.json change, a host would have every folder below the current one watched: in a repository
    // that takes longer than all the rest of the start, and settings are read once anyway.
    private static readonly WebApplicationOptions NothingWatched = new()
    {
        Args = ["--hostBuilder:reloadConfigOnChange=false"],
    };

    /// <param name="urls">Where to listen.</param>
    /// <param name="withConsole">Deliveries are watched, and shown on the page at <c>/</c>.</param>
    /// <param name="adapt">Changes what was composed, before it is built.</param>
    public static WebApplication Create(string urls, bool withConsole = true, Action<IServiceCollection>? adapt = null)
    {
        var builder = WebApplication.CreateSlimBuilder(NothingWatched);
        builder.WebHost.UseUrls(urls);

        // The limit on a body is the job's own, with its own answer.
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AddServerHeader = false;
        });
        builder
            .Logging.AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning)
            // What keeps the app from starting is told by the command, in words and once.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddSimpleConsole(static console =>
            (console.SingleLine, console.TimestampFormat) = (true, "HH:mm:ss ")
        );

        var fallbacks = LocalFallbacks.Apply(builder.Configuration);
        builder.Services.AddSingleton(fallbacks);
        builder.Services.AddSimulatedPleo();
        builder.Services.AddSingleton<Welcome>();
        if (fallbacks.EmbeddedVault)
        {
            builder.Services.AddEmbeddedVault();
        }

        builder.Services.AddOnboarding(builder.Configuration);
        if (withConsole)
        {
            builder.Services.AddDeliveryConsole();
        }

        if (fallbacks.SimulatedPleo)
        {
            builder.Services.AddWayToSimulatedPleo();
        }

        adapt?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapOnboarding();
        app.MapSimulatedPleo();
        app.MapSimulatedFaults();
        app.MapReferencePage();
        if (withConsole)
        {
            app.MapDeliveryConsole();
        }

        return app;
    }
}
