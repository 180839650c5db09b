using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>A server with TLS in front of a <see cref="FakeVault"/>, and the client's handler that leads there.</summary>
internal sealed class VaultServer : IAsyncDisposable
{
    private static readonly X509Certificate2 Certificate = TestCertificate.Create(FakeVault.Address.Host);

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _vault;

    private VaultServer(FakeVault vault)
    {
        _vault = new HttpMessageInvoker(vault, disposeHandler: false);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(static kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, static listen => listen.UseHttps(Certificate))
        );
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>Connects to this server, whatever the address is, and trusts only its certificate.</summary>
    public HttpMessageHandler CreateHandler() =>
        new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.First()).Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = { RemoteCertificateValidationCallback = static (_, shown, _, _) => Certificate.Equals(shown) },
        };

    public static async Task<VaultServer> StartAsync(FakeVault vault)
    {
        var server = new VaultServer(vault);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _vault.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            new Uri(FakeVault.Address, context.Request.Path + context.Request.QueryString)
        );
        if (context.Request.Headers.Authorization is [{ } authorization])
        {
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        }

        try
        {
            using var response = await _vault.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            {
                context.Response.Headers[name] = values.ToArray();
            }

            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            context.Abort();
        }
    }
}
