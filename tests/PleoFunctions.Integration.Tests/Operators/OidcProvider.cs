using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests.Operators;

/// <summary>The npm package <c>oidc-provider</c> as the issuer of operators' tokens (<c>node/issuer.mjs</c>).</summary>
internal sealed class OidcProvider : IAsyncDisposable
{
    public const string Audience = "pleofunctions";

    private readonly ChildProcess _process;
    private readonly HttpClient _http;

    private OidcProvider(ChildProcess process, string address) =>
        (_process, _http) = (process, new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(address) });

    public string Address => _http.BaseAddress!.AbsoluteUri.TrimEnd('/');

    public static async Task<OidcProvider> StartAsync()
    {
        var folder = await SignerPackages.InstalledAsync();
        var process = ChildProcess.Start("node", [Path.Combine(folder, "issuer.mjs")]);
        var address = await process.WhenPrintedAsync(line =>
            line.StartsWith("issuer ", StringComparison.Ordinal) ? line["issuer ".Length..] : null
        );
        return new OidcProvider(process, address);
    }

    /// <summary>A token by client credentials (RFC 6749 section 4.4).</summary>
    /// <param name="client"><c>operator</c> has all roles; <c>reader</c> only reads.</param>
    /// <param name="audience">What it is for.</param>
    public async Task<string> GrantAsync(string client = "operator", string audience = Audience)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/token");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:secret-of-{client}"))
        );
        request.Content = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("resource", $"https://{audience}/"),
        ]);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (string)JsonNode.Parse(body)!["access_token"]!;
    }

    /// <summary>A token that it would never issue, made with its own key.</summary>
    public Task<string> ForgeAsync(string kind) => GetAsync($"/forge?kind={kind}");

    /// <summary>Signs with a new key from now on, and shows only that one.</summary>
    public Task RotateAsync() => GetAsync("/rotate");

    /// <summary>Stops or begins to answer.</summary>
    public Task SetDownAsync(bool isDown) => GetAsync($"/down?is={(isDown ? "true" : "false")}");

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }

    private Task<string> GetAsync(string path) => _http.GetStringAsync(path, TestContext.Current.CancellationToken);
}
