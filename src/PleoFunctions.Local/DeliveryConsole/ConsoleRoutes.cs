using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The delivery console: the page at <c>/</c>, and what it asks for under <c>/console</c>.</summary>
internal static class ConsoleRoutes
{
    private const string NotKept = "This delivery is not kept any more.";

    private const string FromElsewhere = "Only this page may send.";

    private static readonly SetupDocument.LinkChoice[] Pages =
    [
        new("/reference", "API reference"),
        new("/api/openapi.json", "OpenAPI"),
        new("/api/health/ready", "Health"),
        new("/simulated/pleo/creations", "Creations at the simulated Pleo"),
    ];

    public static void AddDeliveryConsole(this IServiceCollection services)
    {
        services.AddSingleton<WatchedDeliveries>();
        services.AddSingleton<DeliveryWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryWatch>());
        services.AddSingleton<DeliveryEvents>();
        services.AddSingleton<RefusalDiagnosis>();
        services.AddSingleton<SampleSender>();
        services
            .AddHttpClient(nameof(SampleSender))
            .ConfigurePrimaryHttpMessageHandler(static () =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    UseProxy = false,
                }
            )
            .RemoveAllLoggers();

        services.AddTransient<PleoCallWatch>();
        services.AddHttpClient(nameof(PleoClient)).AddHttpMessageHandler<PleoCallWatch>();
    }

    public static void MapDeliveryConsole(this WebApplication app)
    {
        var watch = app.Services.GetRequiredService<DeliveryWatch>();
        var events = app.Services.GetRequiredService<DeliveryEvents>();
        app.Use(next => context => watch.WatchAsync(context, next));
        app.MapGet("/", ConsolePage.SendAsync);
        app.MapGet("/console/files/{file}", ConsolePage.SendFileAsync);
        app.MapGet("/console/curl", ConsolePage.SendCurlAsync);
        app.MapGet("/console/setup", SetUpAsync);
        app.MapGet("/console/events", events.StreamAsync);
        app.MapGet("/console/deliveries/{number:long}", ShowAsync);
        app.MapPost("/console/deliveries/{number:long}/again", SendAgainAsync);
        app.MapPost("/console/send", SendAsync);
    }

    private static Task SetUpAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var fallbacks = services.GetRequiredService<LocalFallbacks>();
        var welcome = services.GetRequiredService<Welcome>();
        return AnswerAsync(
            context,
            StatusCodes.Status200OK,
            new SetupDocument
            {
                Partners =
                [
                    .. services
                        .GetRequiredService<PartnerDirectory>()
                        .All.OrderBy(partner => partner.Name, StringComparer.Ordinal)
                        .Select(partner => new SetupDocument.PartnerChoice(
                            partner.Name,
                            partner.Scheme.Name,
                            welcome.CautionFor(partner)
                        )),
                ],
                Schemes = [.. SignatureScheme.All.Select(scheme => scheme.Name)],
                Tenants = [.. TestTenants.All.Select(one => new SetupDocument.TenantChoice(one.Name, one.Plays))],
                SimulatedPleo = fallbacks.SimulatedPleo,
                EmbeddedVault = fallbacks.EmbeddedVault,
                Limit = WatchedDeliveries.Limit,
                Links = [.. Pages.Where(page => IsServed(services, page.Path))],
            },
            ConsoleJson.Default.SetupDocument
        );
    }

    private static async Task ShowAsync(HttpContext context)
    {
        if (Find(context) is not { } delivery)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, NotKept);
            return;
        }

        var diagnosis = context.RequestServices.GetRequiredService<RefusalDiagnosis>();
        await AnswerAsync(
            context,
            StatusCodes.Status200OK,
            await diagnosis.AddToAsync(delivery.Show(), delivery),
            ConsoleJson.Default.DeliveryDetail
        );
    }

    private static async Task SendAgainAsync(HttpContext context)
    {
        if (context.Request.IsFromElsewhere())
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, FromElsewhere);
            return;
        }

        if (Find(context) is not { } delivery)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, NotKept);
            return;
        }

        await DispatchAsync(context, (sender, ticket) => sender.SendAgain(delivery, context.Connection, ticket));
    }

    private static async Task SendAsync(HttpContext context)
    {
        if (context.Request.IsFromElsewhere())
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, FromElsewhere);
            return;
        }

        SendRequest? wanted = null;
        try
        {
            wanted = await context.Request.ReadFromJsonAsync(ConsoleJson.Default.SendRequest, context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // As good as none.
        }

        if (wanted is null)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "This is nothing that can be sent.");
            return;
        }

        await DispatchAsync(context, (sender, ticket) => sender.Send(wanted, context.Connection, ticket));
    }

    private static Task DispatchAsync(HttpContext context, Func<SampleSender, string, string?> send)
    {
        var ticket = Guid.NewGuid().ToString("N");
        return send(context.RequestServices.GetRequiredService<SampleSender>(), ticket) is { } refusal
            ? RefuseAsync(context, StatusCodes.Status400BadRequest, refusal)
            : AnswerAsync(
                context,
                StatusCodes.Status202Accepted,
                new SentDocument(ticket),
                ConsoleJson.Default.SentDocument
            );
    }

    private static bool IsServed(IServiceProvider services, string path) =>
        services
            .GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Any(route =>
                $"/{route.RoutePattern.RawText?.TrimStart('/')}".StartsWith(path, StringComparison.OrdinalIgnoreCase)
            );

    private static WatchedDelivery? Find(HttpContext context) =>
        long.TryParse(
            (string?)context.GetRouteValue("number"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? context.RequestServices.GetRequiredService<WatchedDeliveries>().Find(number)
            : null;

    private static Task RefuseAsync(HttpContext context, int status, string detail) =>
        AnswerAsync(context, status, new RefusalDocument(detail), ConsoleJson.Default.RefusalDocument);

    private static Task AnswerAsync<T>(HttpContext context, int status, T document, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsJsonAsync(document, type);
    }
}
