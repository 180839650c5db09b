using PleoFunctions.Onboarding.OpenApi;
using Scalar.AspNetCore;

namespace PleoFunctions.Local.Hosting;

/// <summary>The page at <c>/reference</c>, to read and try the routes. All its files come from this process.</summary>
internal static class ReferencePage
{
    public const string Path = "/reference";

    // The browser enforces it: the page loads nothing from other hosts and sends nothing to them.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapReferencePage(this WebApplication app)
    {
        // Built on first use: compiling its endpoints at the start would delay the first webhook.
        var page = new Lazy<RequestDelegate>(() => Build(app.Services));
        app.MapGet(Path + "/{**file}", ServeAsync);

        Task ServeAsync(HttpContext context)
        {
            context.SetEndpoint(null);
            return page.Value(context);
        }
    }

    private static RequestDelegate Build(IServiceProvider services) =>
        new ApplicationBuilder(services).UseRouting().UseEndpoints(static endpoints => Map(endpoints)).Build();

    private static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapScalarApiReference(
            Path,
            static (options, context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                options.Title = "PleoFunctions: the API";
                options.OpenApiRoutePattern = OpenApiDocument.Path;
                options.Theme = ScalarTheme.Default;

                // Each of these would call another host.
                options.DefaultFonts = false;
                options.Telemetry = false;
                options.HideClientButton = true;
                options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
                options.Agent = new ScalarAgentOptions { Disabled = true };
                options.Mcp = new ScalarMcpOptions { Disabled = true };
            }
        );
}
