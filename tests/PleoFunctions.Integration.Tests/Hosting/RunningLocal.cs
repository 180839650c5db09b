using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.Hosting;

/// <summary>A listening Local with everything simulated. Its answers are checked against the OpenAPI document.</summary>
public sealed class RunningLocal : IAsyncLifetime
{
    private readonly WebApplication _app;
    private HttpClient _http = null!;

    public RunningLocal()
        : this(static _ => { }) { }

    /// <param name="configure">Says what the simulated Pleo does where Pleo's contract is silent.</param>
    internal RunningLocal(Action<SimulatedPleoOptions> configure) =>
        _app = LocalApp.Create("http://127.0.0.1:0", adapt: services => services.Configure(configure));

    public string Address => _app.Urls.First();

    internal SimulatedFaults Faults => _app.Services.GetRequiredService<SimulatedFaults>();

    internal SimulatedPleo Pleo => _app.Services.GetRequiredService<SimulatedPleo>();

    internal DeliveryLedger Ledger => _app.Services.GetRequiredService<DeliveryLedger>();

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        _http = new HttpClient(new AnswerRecorder()) { BaseAddress = new Uri(Address) };
    }

    /// <summary>Sends a webhook as the partner does.</summary>
    /// <returns>The status.</returns>
    public async Task<int> SendAsync(string deliveryId, string tenant = TestTenants.Works)
    {
        var partners = _app.Services.GetRequiredService<PartnerDirectory>();
        partners.TryFind(LocalFallbacks.Partner, out var partner).ShouldBeTrue();
        var sample = SampleWebhook.Create(partner!, tenant, TimeProvider.System.GetUtcNow(), deliveryId);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/webhooks/acme/onboarding")
        {
            Content = new ReadOnlyMemoryContent(sample.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in sample.Sign(partner!.Scheme, LocalKeys.SigningSecretOf(partner)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }

    /// <summary>Asks for something, and reads the answer.</summary>
    public async Task<HttpResponseMessage> AskAsync(
        HttpMethod method,
        string address,
        bool isRoute = true,
        string? origin = null
    )
    {
        using var request = new HttpRequestMessage(method, address);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (!isRoute)
        {
            request.Options.Set(AnswerRecorder.NoRoute, true);
        }

        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
