using System.Net;

namespace PleoFunctions.Local.Hosting;

/// <summary>The page at <c>/</c>: what is running, and how to send something to it.</summary>
internal static class StartPage
{
    public static void MapStartPage(this WebApplication app) =>
        app.MapGet(
            "/",
            static async context =>
            {
                var welcome = context.RequestServices.GetRequiredService<Welcome>();
                var address = $"{context.Request.Scheme}://{context.Request.Host}";
                context.Response.ContentType = "text/html; charset=utf-8";
                context.Response.Headers.CacheControl = "no-store";
                context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
                await context.Response.WriteAsync(Write(welcome, address));
            }
        );

    private static string Write(Welcome welcome, string address) =>
        $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>PleoFunctions</title>
            <style>
              :root { color-scheme: light dark; }
              body { font: 16px/1.6 system-ui, sans-serif; max-width: 52rem; margin: 3rem auto; padding: 0 1.25rem; }
              h1 { font-size: 1.6rem; margin-bottom: .25rem; }
              h2 { font-size: 1.1rem; margin-top: 2rem; }
              pre { padding: 1rem; overflow-x: auto; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: .5rem; }
              code, pre { font: .875rem/1.5 ui-monospace, monospace; }
              p.parts { opacity: .75; margin-top: 0; }
              table { border-collapse: collapse; }
              td { padding: .2rem 1rem .2rem 0; vertical-align: top; }
            </style>
            </head>
            <body>
            <main>
            <h1>PleoFunctions is running</h1>
            <p class="parts">{{WebUtility.HtmlEncode(welcome.Parts)}}</p>
            <h2>Send a signed webhook</h2>
            <p>This command was signed just now. Its signature holds for five minutes; reload the page for a fresh one.</p>
            <pre><code>{{WebUtility.HtmlEncode(welcome.Curl(address))}}</code></pre>
            <h2>Or sign afresh each time</h2>
            <pre><code>dotnet run --project src/PleoFunctions.Local -- send --tenant northwind</code></pre>
            <h2>Test tenants</h2>
            <table>
            {{string.Concat(
                Simulation.TestTenants.All.Select(tenant =>
                    $"<tr><td><code>{tenant.Name}</code></td><td>{WebUtility.HtmlEncode(tenant.Plays)}</td></tr>"
                )
            )}}
            </table>
            <h2>Health</h2>
            <p><a href="/api/health/live">/api/health/live</a> · <a href="/api/health/ready">/api/health/ready</a></p>
            </main>
            </body>
            </html>
            """;
}
