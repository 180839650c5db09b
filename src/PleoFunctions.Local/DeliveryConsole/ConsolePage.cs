using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using System.Text;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Serves the page and its files, which are embedded in the assembly.</summary>
internal static class ConsolePage
{
    private const string Prefix = "DeliveryConsole/";
    private const string Page = "index.html";

    /// <summary>Allows only the page's own files, and no script can turn text into HTML.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private static readonly FrozenDictionary<string, byte[]> Files = Read();

    public static async Task SendAsync(HttpContext context)
    {
        var welcome = context.RequestServices.GetRequiredService<Welcome>();
        var page = Encoding
            .UTF8.GetString(Files[Page])
            .Replace("{{parts}}", WebUtility.HtmlEncode(welcome.Parts), StringComparison.Ordinal)
            .Replace("{{curl}}", WebUtility.HtmlEncode(welcome.Curl(AddressOf(context))), StringComparison.Ordinal)
            .Replace(
                "{{tenants}}",
                string.Concat(
                    TestTenants.All.Select(tenant =>
                        $"<div><dt><code>{tenant.Name}</code></dt><dd>{WebUtility.HtmlEncode(tenant.Plays)}</dd></div>\n"
                    )
                ),
                StringComparison.Ordinal
            );
        Prepare(context.Response, "text/html; charset=utf-8");
        await context.Response.WriteAsync(page);
    }

    /// <summary>A newly signed command to paste.</summary>
    public static Task SendCurlAsync(HttpContext context)
    {
        var welcome = context.RequestServices.GetRequiredService<Welcome>();
        Prepare(context.Response, "text/plain; charset=utf-8");
        return context.Response.WriteAsync(welcome.Curl(AddressOf(context)));
    }

    public static Task SendFileAsync(HttpContext context)
    {
        var name = (string)context.GetRouteValue("file")!;
        if (name is Page || !Files.TryGetValue(name, out var bytes))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        Prepare(
            context.Response,
            Path.GetExtension(name) switch
            {
                ".css" => "text/css; charset=utf-8",
                ".js" => "text/javascript; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => "application/octet-stream",
            }
        );
        return context.Response.Body.WriteAsync(bytes).AsTask();
    }

    private static void Prepare(HttpResponse response, string contentType)
    {
        response.ContentType = contentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private static string AddressOf(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}";

    private static FrozenDictionary<string, byte[]> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            using var resource = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            files[name[Prefix.Length..]] = bytes;
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
