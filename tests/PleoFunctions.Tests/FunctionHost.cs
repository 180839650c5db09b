using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace PleoFunctions.Tests;

/// <summary>Serves the onboarding function at a socket, and changes requests on the way as the Functions host does.</summary>
internal sealed class FunctionHost : IAsyncDisposable
{
    private readonly WebApplication _host;

    private FunctionHost(WebApplication host) => _host = host;

    public string Address => _host.Urls.Single();

    public static async Task<FunctionHost> StartAsync(FunctionApp app)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();

        var host = builder.Build();
        host.UseRouting();
        host.MapPost("/api/webhooks/{partner}/onboarding", context => ServeAsync(app, context));
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new FunctionHost(host);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task ServeAsync(FunctionApp app, HttpContext context)
    {
        var request = new RequestDouble(
            new InvocationDouble(),
            context.Request.Method,
            context.Request.Path,
            context.Request.Body
        );
        foreach (var (name, values) in context.Request.Headers)
        {
            request.With(name, values.OfType<string>());
        }

        var response = await app.OnboardAsync(request, (string)context.GetRouteValue("partner")!);

        context.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            context.Response.Headers[name] = values.ToString();
        }

        await context.Response.WriteAsync(response.Text());
    }
}
