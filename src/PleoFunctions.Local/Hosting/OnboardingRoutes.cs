using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Health;
using PleoFunctions.Onboarding.OpenApi;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.Hosting;

/// <summary>The function app's routes, on Kestrel.</summary>
internal static class OnboardingRoutes
{
    public static void MapOnboarding(this WebApplication app)
    {
        // From the root services: a scope for each request would cost time. It is created on first use, after the settings
        // were validated. A failure is not cached, so a request that comes too early does not break the later ones.
        var handler = new Lazy<OnboardingHandler>(
            app.Services.GetRequiredService<OnboardingHandler>,
            LazyThreadSafetyMode.PublicationOnly
        );
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.UseFunctionKeys();
        app.MapPost(
            "/api/webhooks/{partner}/onboarding",
            async context =>
                await SendAsync(context.Response, await handler.Value.HandleAsync(await ReadAsync(context, clock)))
        );
        app.MapGet("/api/health/live", static context => SendAsync(context.Response, HealthChecks.Live));
        app.MapGet(
            "/api/health/ready",
            static async context =>
                await SendAsync(
                    context.Response,
                    await context.RequestServices.GetRequiredService<HealthChecks>().GetReadyAsync()
                )
        );
        app.MapDeliveries();
        app.MapGet(
            OpenApiDocument.Path,
            static context =>
                SendAsync(context.Response, OpenApiDocument.Answer(context.Request.Headers.IfNoneMatch.ToString()))
        );
    }

    private static async Task<InboundWebhook> ReadAsync(HttpContext context, TimeProvider clock)
    {
        var request = context.Request;
        var headers = new WebhookHeaders();
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                headers.Add(name, value);
            }
        }

        return new InboundWebhook
        {
            Partner = (string)request.RouteValues["partner"]!,
            CallerKey = context.Features.Get<CallerKey>(),
            Headers = headers,
            Body = await WebhookBody.ReadAsync(request.Body, request.ContentLength, context.RequestAborted),
            ReceivedAt = clock.GetUtcNow(),
        };
    }

    internal static async Task SendAsync(HttpResponse response, Answer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Status is StatusCodes.Status304NotModified ? null : answer.Body.Length;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        await response.BodyWriter.WriteAsync(answer.Body);
    }
}
