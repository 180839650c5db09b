using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Tests;

/// <summary>Local's simulated Pleo, listening on a port of its own.</summary>
internal sealed class SocketPleo : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SocketPleo(WebApplication app) => _app = app;

    /// <summary>Its address, with Local's path for it.</summary>
    public Uri Address => SimulatedPleo.AddressOn(_app.Services.GetRequiredService<IServer>()).Value;

    /// <summary>Every installation that was created.</summary>
    public IReadOnlyCollection<SimulatedWrite> Creations => _app.Services.GetRequiredService<SimulatedPleo>().Creations;

    public static async Task<SocketPleo> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSimulatedPleo();

        var app = builder.Build();
        app.UseRouting();
        app.MapSimulatedPleo();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SocketPleo(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
