using System.Net.Http.Headers;

namespace PleoFunctions.Integration.Tests.Hosting;

/// <summary>The embedded vault's route for other processes on this machine.</summary>
public sealed class EmbeddedVaultTests : IAsyncLifetime
{
    private const string Secret = "/simulated/vault/secrets/acme--northwind--pleo-api-key";

    private readonly RunningLocal _local = new();

    public ValueTask InitializeAsync() => _local.InitializeAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    [Theory]
    [InlineData("localhost:7071", true, 200)]
    [InlineData("127.0.0.1", true, 200)]
    [InlineData("[::1]:7071", true, 200)]
    [InlineData("127.0.0.1", false, 401)]
    [InlineData("page.example", true, 403)]
    [InlineData("localhost.page.example", true, 403)]
    public async Task Gives_secrets_only_under_this_machine_s_own_names_and_for_a_token(
        string host,
        bool hasToken,
        int expected
    )
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, _local.Address + Secret);
        request.Headers.Host = host;
        request.Headers.Authorization = hasToken ? new AuthenticationHeaderValue("Bearer", "any") : null;

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        ((int)response.StatusCode).ShouldBe(expected);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        body.Contains("pls_local_", StringComparison.Ordinal).ShouldBe(expected == 200);
    }
}
