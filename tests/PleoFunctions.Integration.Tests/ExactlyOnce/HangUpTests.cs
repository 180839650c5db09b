using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Integration.Tests.ExactlyOnce;

/// <summary>A partner that hangs up before its answer.</summary>
public sealed class HangUpTests
{
    private const string Id = "msg_hung_up";

    [Fact]
    public async Task A_delivery_is_finished_and_recorded_after_the_partner_hangs_up()
    {
        await using var local = await LocalProcess.StartAsync();
        using var hangUp = new CancellationTokenSource();
        using var request = Sign(local, TestTenants.Throttled);

        // Pleo has answered 429, and the delivery waits a second to send again: now the partner hangs up.
        var sending = local.Http.SendAsync(request, hangUp.Token);
        await local.WhenPrintedAsync("POST ended as RateLimited");
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => sending);
        await local.WhenPrintedAsync($"Delivery {Id} of acme for throttled was answered with 200 created");

        using var again = Sign(local, TestTenants.Throttled);
        using var answer = await local.Http.SendAsync(again, TestContext.Current.CancellationToken);
        answer.Headers.GetValues("Onboarding-Outcome").ShouldBe(["replayed"]);
    }

    private static HttpRequestMessage Sign(LocalProcess local, string tenant)
    {
        using var composition = LocalApp.Create("http://127.0.0.1:0");
        var partner = composition.Services.GetRequiredService<PartnerDirectory>().All.Single();
        var sample = SampleWebhook.Create(partner, tenant, TimeProvider.System.GetUtcNow(), Id);

        var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(local.Address, $"/api/webhooks/{partner.Name}/onboarding")
        )
        {
            Content = new ReadOnlyMemoryContent(sample.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in sample.Sign(partner.Scheme, LocalKeys.SigningSecretOf(partner)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
