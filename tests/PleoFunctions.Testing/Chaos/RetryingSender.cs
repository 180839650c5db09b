using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Testing.Chaos;

/// <summary>
/// A partner that sends until it gets a 200 or gives up, as Standard Webhooks advises, in compressed time: pauses grow with each
/// attempt, and it obeys Retry-After, both at a fraction of their length.
/// </summary>
internal sealed class RetryingSender(
    HttpClient http,
    Partner partner,
    IReadOnlyList<LocalInstance> instances,
    SeededRandom random,
    int maxAttempts
)
{
    /// <summary>The attempts of a sender that does not give up.</summary>
    public const int Many = 200;

    private readonly ConcurrentDictionary<string, bool> _promised = new(StringComparer.Ordinal);

    // A partner's 30 s are 1 s here, and the 5 s for Pleo are half a second.
    private const double Compression = 1 / 30d;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private int _attempts;

    /// <summary>How many requests were needed.</summary>
    public int Attempts => _attempts;

    /// <summary>The deliveries whose answer says that the ledger has them.</summary>
    public IEnumerable<string> Promised => _promised.Keys;

    /// <summary>Sends an event's webhook until it is done.</summary>
    /// <returns>The answer; null when no attempt brought one.</returns>
    public async Task<ChaosAnswer?> SendAsync(ChaosEvent sent)
    {
        var next = FirstPause;
        for (var attempt = 1; attempt <= maxAttempts; attempt++)
        {
            Interlocked.Increment(ref _attempts);
            var pause = next;
            next = Shorter(2 * pause, LongestPause);
            try
            {
                using var request = Create(sent);
                using var response = await http.SendAsync(request);
                if (await SaysRecordedAsync(response))
                {
                    _promised[sent.DeliveryId] = true;
                }

                if (response.StatusCode is HttpStatusCode.OK)
                {
                    using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
                    return new ChaosAnswer(
                        response.Headers.GetValues("Onboarding-Outcome").Single(),
                        answer.RootElement.GetProperty("installation").GetProperty("id").GetString()!
                    );
                }

                if (response.Headers.RetryAfter?.Delta is { } asked && asked * Compression > pause)
                {
                    pause = asked * Compression;
                }
            }
            catch (HttpRequestException e) when (e.InnerException is SocketException)
            {
                // Nothing listens: as the front end does, it waits for an instance.
                Interlocked.Decrement(ref _attempts);
                attempt--;
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
            {
                // No answer counts as a 503.
            }

            await Task.Delay(pause * (0.8 + (0.4 * random.Next("pause " + sent.DeliveryId))), TimeProvider.System);
        }

        return null;
    }

    /// <summary>The answer is of a run, or of a claim that was refused: so the ledger has the delivery.</summary>
    private static async Task<bool> SaysRecordedAsync(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict)
        {
            return true;
        }

        var body = await response.Content.ReadAsStringAsync();
        return body.Contains("\"code\":\"pleo_", StringComparison.Ordinal)
            || body.Contains("\"code\":\"outcome_unknown\"", StringComparison.Ordinal);
    }

    private HttpRequestMessage Create(ChaosEvent sent)
    {
        var instance = instances[(int)(random.Next("instance " + sent.DeliveryId) * instances.Count)];
        var webhook = new SampleWebhook(sent.DeliveryId, TimeProvider.System.GetUtcNow(), sent.Payload);
        var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(instance.Address, $"api/webhooks/{LocalFallbacks.Partner}/onboarding")
        )
        {
            Content = new ReadOnlyMemoryContent(webhook.Body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in webhook.Sign(partner.Scheme, LocalKeys.SigningSecretOf(partner)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
