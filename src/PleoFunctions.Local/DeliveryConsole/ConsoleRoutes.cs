using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The delivery console: the page at <c>/</c> and its routes under <c>/console</c>.</summary>
internal static class ConsoleRoutes
{
    private const string NotKept = "This delivery is no longer kept.";

    private const string FromAnotherSite = "Only the console's own page may send.";

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
        app.MapGet("/console/setup", SendSetupAsync);
        app.MapGet("/console/events", events.StreamAsync);
        app.MapGet("/console/deliveries/{number:long}", ShowAsync);
        app.MapPost("/console/deliveries/{number:long}/again", SendAgainAsync);
        app.MapPost("/console/send", SendAsync);
    }

    private static Task SendSetupAsync(HttpContext context) =>
        AnswerAsync(
            context,
            StatusCodes.Status200OK,
            SetupDocument.Create(context.RequestServices),
            ConsoleJson.Default.SetupDocument
        );

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
            await diagnosis.AddToAsync(delivery.ToDocument(), delivery),
            ConsoleJson.Default.DeliveryDetail
        );
    }

    private static async Task SendAgainAsync(HttpContext context)
    {
        if (context.Request.IsFromAnotherSite())
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, FromAnotherSite);
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
        if (context.Request.IsFromAnotherSite())
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, FromAnotherSite);
            return;
        }

        SendRequest? wanted = null;
        try
        {
            wanted = await context.Request.ReadFromJsonAsync(ConsoleJson.Default.SendRequest, context.RequestAborted);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The same as no request.
        }

        if (wanted is null)
        {
            await RefuseAsync(
                context,
                StatusCodes.Status400BadRequest,
                "The request is not a JSON object that says what to send."
            );
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

/// <summary>Why the console refused a request.</summary>
/// <param name="Detail">The reason, and what to do.</param>
internal sealed record RefusalDocument(string Detail);

/// <summary>A webhook is being sent.</summary>
/// <param name="Ticket">The ticket by which the page finds its delivery.</param>
internal sealed record SentDocument(string Ticket);
