using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Simulation;

/// <summary>The simulated Pleo's routes and their authentication.</summary>
internal static class SimulatedPleoRoutes
{
    /// <summary>The content type of Pleo's answers.</summary>
    public const string Json = "application/json;charset=UTF-8";

    public static void AddSimulatedPleo(this IServiceCollection services)
    {
        services.AddOptions<SimulatedPleoOptions>();
        services.AddSingleton<SimulatedFaults>();
        services.AddSingleton<SimulatedPleo>();
    }

    /// <summary>Sends the calls to Pleo to the simulation. Handlers that record calls must be added before.</summary>
    public static void RouteCallsToSimulatedPleo(this IServiceCollection services)
    {
        services.AddSingleton(provider => SimulatedPleo.AddressOn(provider.GetRequiredService<IServer>()));
        services.AddTransient<SimulatedConnectionHandler>();
        services.AddHttpClient(nameof(PleoClient)).AddHttpMessageHandler<SimulatedConnectionHandler>();
        services.AddHttpClient(nameof(PleoProbe)).AddHttpMessageHandler<SimulatedConnectionHandler>();
    }

    public static void MapSimulatedPleo(this WebApplication app)
    {
        var pleo = app.Services.GetRequiredService<SimulatedPleo>();
        var faults = app.Services.GetRequiredService<SimulatedFaults>();
        var explainsErrors = app.Services.GetRequiredService<IOptions<SimulatedPleoOptions>>().Value.ExplainsErrors;
        app.MapPost(SimulatedPleo.Path, context => ServeAsync(context, pleo.CreateAsync));
        app.MapGet(SimulatedPleo.Path, context => ServeAsync(context, pleo.FindAsync));
        app.MapPut(SimulatedPleo.Path, context => ServeAsync(context, pleo.UpdateAsync));
        app.MapDelete(SimulatedPleo.Path, context => ServeAsync(context, pleo.RemoveAsync));
        app.MapGet(SimulatedPleo.IntrospectPath, context => ServeAsync(context, pleo.IntrospectAsync));
        app.MapGet(
            "/simulated/pleo/creations",
            context =>
                context.Response.WriteAsJsonAsync(
                    pleo.Creations,
                    SimulationJson.Default.IReadOnlyCollectionSimulatedWrite
                )
        );

        async Task ServeAsync(HttpContext context, Func<HttpContext, string, Task> serve)
        {
            if (!await ApplyFaultAsync(context, faults.Pleo))
            {
                await AuthenticateAsync(context, serve);
            }

            if (explainsErrors && context.Response is { StatusCode: >= 400, HasStarted: false })
            {
                context.Response.ContentType = Json;
                await context.Response.WriteAsync("""{"message":"The simulated Pleo refused the request."}""");
            }
        }
    }

    public static Task AnswerAsync(this HttpContext context, SimulatedInstallation installation) =>
        context.Response.WriteAsJsonAsync(installation, SimulationJson.Default.SimulatedInstallation, Json);

    /// <summary>Holds the request until its client gives up.</summary>
    public static async Task NeverAnswerAsync(this HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>Answers a request as the fault demands, before Pleo handles it.</summary>
    /// <returns>Whether the fault has answered the request.</returns>
    private static async Task<bool> ApplyFaultAsync(HttpContext context, PleoFault fault)
    {
        switch (fault)
        {
            case PleoFault.Down:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return true;
            case PleoFault.RateLimited:
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                return true;
            case PleoFault.DropsConnections:
                context.Abort();
                return true;
            case PleoFault.Slow:
                await context.NeverAnswerAsync();
                return true;
            default:
                return false;
        }
    }

    private static Task AuthenticateAsync(HttpContext context, Func<HttpContext, string, Task> serve)
    {
        if (KeyOf(context.Request) is { } key && LocalKeys.TenantOf(key) is not (null or TestTenants.Unauthorized))
        {
            return serve(context, key);
        }

        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    /// <summary>The key from Bearer, or from Basic with an empty password.</summary>
    private static string? KeyOf(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var authorization))
        {
            return null;
        }

        if (authorization is { Scheme: "Basic", Parameter: { } credentials } && Base64.IsValid(credentials))
        {
            var user = Encoding.UTF8.GetString(Convert.FromBase64String(credentials));
            return user.EndsWith(':') ? user[..^1] : null;
        }

        return authorization is { Scheme: "Bearer" } ? authorization.Parameter : null;
    }
}

/// <summary>The connection to the simulated Pleo. It fails while Pleo is set to be unreachable.</summary>
internal sealed class SimulatedConnectionHandler(SimulatedFaults faults) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) =>
        faults.Pleo is PleoFault.Unreachable
            ? throw new HttpRequestException(
                HttpRequestError.ConnectionError,
                "The simulated Pleo cannot be reached, on purpose."
            )
            : base.SendAsync(request, cancellationToken);
}
