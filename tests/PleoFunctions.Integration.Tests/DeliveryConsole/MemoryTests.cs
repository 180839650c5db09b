using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Integration.Tests.DeliveryConsole;

/// <summary>Local in this process, with limits so low that a test exceeds them in seconds.</summary>
[Collection(nameof(BrowserTests))]
public sealed class MemoryTests : IAsyncLifetime
{
    private const int Bound = 500;
    private const int Crowd = 8000;

    // A leak grows with every crowd; memory that other tests hold for a while does not.
    private const int MostCrowds = 5;

    // The server's pools and caches fill up during this time.
    private const int SettlingCrowd = 12_000;

    // A delivery that leaks takes hundreds of bytes, or millions for a crowd. The messages in transit to the page take
    // half a million.
    private const int Tolerance = 2_000_000;

    private readonly WebApplication _app = LocalApp.Create("http://127.0.0.1:0", adapt: Adapt);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private int _sent;

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Evicted_deliveries_take_no_memory_while_a_page_listens()
    {
        using var page = await _http.GetAsync(
            "console/events",
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        _ = page.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        await SendManyAsync(SettlingCrowd);

        var least = long.MaxValue;
        for (var crowd = 0; crowd < MostCrowds && least >= Tolerance; crowd++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await SendManyAsync(Crowd);
            least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        least.ShouldBeLessThan(Tolerance);
        _app.Services.GetRequiredService<SimulatedPleo>().Creations.Count.ShouldBe(Bound);
    }

    [Fact]
    public async Task The_simulated_Pleo_forgets_only_its_oldest_installations()
    {
        await AskPleoAsync(HttpMethod.Post, "first");
        await AskPleoAsync(HttpMethod.Put, "first");
        await AskPleoAsync(HttpMethod.Post, "again");
        for (var other = 2; other < Bound; other++)
        {
            await AskPleoAsync(HttpMethod.Post, $"{TestTenants.Works}-{other}");
        }

        (await AskPleoAsync(HttpMethod.Get, "first")).ShouldBe(HttpStatusCode.OK);
        await AskPleoAsync(HttpMethod.Post, "again");
        await AskPleoAsync(HttpMethod.Post, "last");

        (await AskPleoAsync(HttpMethod.Get, "first")).ShouldBe(HttpStatusCode.NotFound);
        (await AskPleoAsync(HttpMethod.Get, "again")).ShouldBe(HttpStatusCode.OK);
        (await AskPleoAsync(HttpMethod.Get, "last")).ShouldBe(HttpStatusCode.OK);
    }

    private static void Adapt(IServiceCollection services)
    {
        services.AddLogging(static logging => logging.ClearProviders());
        services.Configure<InMemoryLedgerOptions>(static ledger =>
            (ledger.KeptCustomers, ledger.KeptDeliveries) = (Bound, Bound)
        );
        services.Configure<SimulatedPleoOptions>(static pleo => pleo.KeptCreations = Bound);
        services.AddSingleton(static provider => new SecretCache(
            provider.GetRequiredService<ISecretSource>(),
            provider.GetRequiredService<OnboardingMetrics>(),
            TimeProvider.System,
            provider.GetRequiredService<ILogger<SecretCache>>()
        )
        {
            Limit = Bound,
        });
    }

    private async Task<HttpStatusCode> AskPleoAsync(HttpMethod method, string tenant)
    {
        using var request = new HttpRequestMessage(method, SimulatedPleo.Path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", LocalKeys.ApiKeyOf("acme", tenant));
        request.Content = method == HttpMethod.Get ? null : JsonContent.Create(new { status = "ACTIVATED" });
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private Task SendManyAsync(int count) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = 8,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (_, cancellationToken) => await SendAsync(Interlocked.Increment(ref _sent), cancellationToken)
        );

    /// <summary>Sends a delivery of a tenant of its own.</summary>
    private async Task SendAsync(int number, CancellationToken cancellationToken)
    {
        var partner = _app.Services.GetRequiredService<PartnerDirectory>().All.Single();
        var tenant = $"{TestTenants.Works}-{number}";
        var sample = SampleWebhook.Create(partner, tenant, TimeProvider.System.GetUtcNow(), $"msg_{number}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/webhooks/acme/onboarding")
        {
            Content = new ReadOnlyMemoryContent(sample.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in sample.Sign(partner.Scheme, LocalKeys.SigningSecretOf(partner)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }
}
