using System.Net;
using System.Net.Http.Headers;

namespace PleoFunctions.Local.Simulation;

/// <summary><c>/simulated/vault/…</c>: the embedded vault for other processes on this machine, such as <c>keys set</c>.</summary>
internal static class EmbeddedVaultRoutes
{
    public const string BasePath = "/simulated/vault/";

    public static void MapEmbeddedVault(this WebApplication app)
    {
        var http = new HttpMessageInvoker(app.Services.GetRequiredService<VaultHandler>(), disposeHandler: false);
        app.Map(BasePath + "{**path}", context => ServeAsync(context, http));
    }

    private static async Task ServeAsync(HttpContext context, HttpMessageInvoker http)
    {
        if (!IsFromThisMachine(context))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(VaultHandler.Address, (string?)context.Request.RouteValues["path"])
        )
        {
            Content = new StreamContent(context.Request.Body),
        };
        if (AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var authorization))
        {
            request.Headers.Authorization = authorization;
        }

        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            // The vault is set to be down.
            context.Abort();
            return;
        }

        using (response)
        {
            context.Response.StatusCode = (int)response.StatusCode;
            context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
            context.Response.Headers.WWWAuthenticate = response.Headers.WwwAuthenticate.ToString();
            context.Response.Headers.RetryAfter = response.Headers.RetryAfter?.ToString();
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    /// <summary>
    /// Someone may have stored a real key of a test company. So no other machine may read it, and no page whose own name
    /// was made to lead here.
    /// </summary>
    private static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } caller
        && IPAddress.IsLoopback(caller)
        && context.Request.Host.Host is var name
        && (name is "localhost" || IPAddress.TryParse(name, out _));
}

/// <summary>
/// Sends a client's requests for the embedded vault to another Local on this machine. The client itself must see an https
/// address, because it sends tokens to no other.
/// </summary>
internal sealed class VaultRelay(Uri local) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.RequestUri = new Uri(
            local,
            EmbeddedVaultRoutes.BasePath.TrimEnd('/') + request.RequestUri!.PathAndQuery
        );
        return base.SendAsync(request, cancellationToken);
    }
}
