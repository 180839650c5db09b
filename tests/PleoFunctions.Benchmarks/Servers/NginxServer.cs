using System.Globalization;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Servers;

/// <summary>
/// An nginx with fixed answers instead of Pleo and the vault, the same for all contenders; and an nginx that only
/// forwards.
/// </summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly DirectoryInfo _folder;

    private NginxServer(ServerProcess process, DirectoryInfo folder, Uri address) =>
        (_process, _folder, Address) = (process, folder, address);

    public Uri Address { get; }

    /// <summary>
    /// Pleo and the vault. As at Pleo, an installation has the mark of its request; otherwise the app would update it.
    /// nginx reads a body only to forward it, so it forwards to a server that is down, and answers then.
    /// </summary>
    public static Task<NginxServer> StartStubAsync() =>
        StartAsync(
            $$"""
            location / { proxy_pass http://none; error_page 502 =200 @installation; error_log stderr crit; }
            location @installation {
              default_type application/json;
              return 200 '{{CannedPleo.UntilMark}}$mark{{CannedPleo.AfterMark}}';
            }
            location = {{KeyIntrospection.Path}} {
              default_type application/json;
              return 200 '{{CannedPleo.Introspection}}';
            }
            location /secrets/ {
              default_type application/json;
              return 200 '{"id":"https://vault.local/secrets/one/1","value":"{{LocalSettings.ApiKey}}"}';
            }
            location ~ -signing$ {
              default_type application/json;
              return 200 '{"id":"https://vault.local/secrets/one/1","value":"{{SignedWebhooks.Secret}}"}';
            }
            """,
            FreePort.Find(),
            $$"""
            upstream none { server 127.0.0.1:9 down; }
            map $request_body $mark { ~(?<found>,"{{InstallationRequest.DeliveryIdKey}}":"[^"]+") $found; }
            """
        );

    /// <summary>Forwards everything without reading it.</summary>
    public static Task<NginxServer> StartForwardingAsync(Uri upstream, int port) =>
        StartAsync(
            $$"""
            location / {
              proxy_pass http://upstream;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
            }
            """,
            port,
            $$"""upstream upstream { server {{upstream.Authority}}; keepalive 128; keepalive_requests 100000000; }"""
        );

    public ServerProcess Process => _process;

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<NginxServer> StartAsync(string locations, int port, string upstream = "")
    {
        var program =
            await DebianPackage.FindAsync(
                "nginx-light",
                "/usr/sbin/nginx",
                "/usr/local/sbin/nginx",
                "/opt/homebrew/bin/nginx"
            ) ?? throw new InvalidOperationException("nginx is missing. Install the package nginx-light.");
        var folder = Directory.CreateTempSubdirectory("nginx-");
        var settings = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(
            settings,
            $$"""
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr warn;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              {{upstream}}
              server {
                listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}} backlog=4096;
                keepalive_requests 100000000;
                keepalive_timeout 1h;
                {{locations}}
              }
            }
            """
        );
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        var process = await ServerProcess.StartAsync(
            program,
            ["-p", folder.FullName, "-c", settings, "-e", "stderr"],
            [],
            address
        );
        return new NginxServer(process, folder, address);
    }
}
