using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>
/// A vault at an address of Azure's, over TLS, for a program that is started with <see cref="Exports"/>. A proxy leads
/// there, and an <c>az</c> of our own gives the token. The embedded vault of a running Local keeps the secrets.
/// </summary>
internal sealed class AzureVault : IAsyncDisposable
{
    private const string Host = "kv-test.vault.azure.net";

    private const string Token = "the-developer-s-token";

    public const string Address = $"https://{Host}/";

    private readonly WebApplication _app;
    private readonly TcpListener _proxy = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate = TestCertificate.Create(Host);
    private readonly Uri _secrets;

    private AzureVault(Uri local)
    {
        _secrets = new Uri(local, "/simulated/vault");
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpClient();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(_certificate))
        );
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    /// <summary>The vault refuses this caller, as it does without a role.</summary>
    public bool Refuses { get; set; }

    /// <summary>The developer is signed in by <c>az login</c>.</summary>
    public bool IsSignedIn { get; init; } = true;

    /// <summary>Commands of a shell that set the environment.</summary>
    public string Exports =>
        $"export PATH='{_folder.Path}':\"$PATH\" SSL_CERT_FILE='{Path.Combine(_folder.Path, "ca.pem")}' HTTPS_PROXY='http://{_proxy.LocalEndpoint}' https_proxy='http://{_proxy.LocalEndpoint}'";

    public static async Task<AzureVault> StartAsync(string local, bool isSignedIn = true)
    {
        var vault = new AzureVault(new Uri(local)) { IsSignedIn = isSignedIn };
        await vault._app.StartAsync();
        await vault.PrepareAsync();
        vault._proxy.Start();
        _ = vault.RelayAsync();
        return vault;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _proxy.Dispose();
        await _app.DisposeAsync();
        _certificate.Dispose();
        _end.Dispose();
        _folder.Dispose();
    }

    private async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "ca.pem"), _certificate.ExportCertificatePem());
        var answer = IsSignedIn
            ? $$"""echo '{"accessToken":"{{Token}}","expiresOn":"2099-01-01 00:00:00.000000","expires_on":4070908800}'"""
            : "echo \"Please run 'az login' to setup account.\" >&2; exit 1";
        foreach (var program in (string[])["az", "azd"])
        {
            var file = Path.Combine(_folder.Path, program);
            await File.WriteAllTextAsync(file, $"#!/bin/sh\n{answer}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization is [{ } header]
            ? AuthenticationHeaderValue.Parse(header)
            : null;
        if (authorization is not null && (Refuses || authorization.Parameter is not Token))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsJsonAsync(
                new { error = new { code = "Forbidden", innererror = new { code = "ForbiddenByRbac" } } }
            );
            return;
        }

        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method),
            _secrets.AbsoluteUri + context.Request.Path + context.Request.QueryString
        )
        {
            Content = new StreamContent(context.Request.Body),
        };
        request.Headers.Authorization = authorization;
        var http = context.RequestServices.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var response = await http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        context.Response.Headers.WWWAuthenticate =
            "Bearer authorization=\"https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111\", resource=\"https://vault.azure.net\"";
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Leads each CONNECT to this vault, whatever its name is.</summary>
    private async Task RelayAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                _ = TunnelAsync(await _proxy.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using var inner = client;
        using var outer = new TcpClient();
        try
        {
            await outer.ConnectAsync(IPAddress.Loopback, new Uri(_app.Urls.First()).Port, _end.Token);
            var (from, to) = (inner.GetStream(), outer.GetStream());
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                await from.ReadExactlyAsync(one, _end.Token);
                head.Append((char)one[0]);
            }

            await from.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), _end.Token);
            await Task.WhenAny(from.CopyToAsync(to, _end.Token), to.CopyToAsync(from, _end.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client is gone.
        }
    }
}
