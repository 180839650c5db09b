using System.Net.Http.Headers;
using System.Text;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>A webhook to send, signed as its partner signs, and changed where a test needs it.</summary>
internal sealed class SampleRequest
{
    public string Scheme { get; init; } = "standard-webhooks";

    public string DeliveryId { get; init; } = "msg_" + Guid.NewGuid().ToString("N");

    public string Tenant { get; init; } = "northwind";

    public string OccurredAt { get; init; } = "2026-11-23T10:00:00Z";

    /// <summary>The payload; when null, a valid one.</summary>
    public string? Payload { get; init; }

    public TimeSpan Age { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>The partner in the address; when null, the scheme's partner.</summary>
    public string? Partner { get; init; }

    /// <summary>Changes the request after it was signed.</summary>
    public Action<HttpRequestMessage> Spoil { get; init; } = static _ => { };

    public async Task<HttpResponseMessage> SendAsync(HttpClient http, LocalHost local)
    {
        var scheme = SignatureScheme.Find(Scheme)!;
        var body = Encoding.UTF8.GetBytes(Payload ?? Write());
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            local.WebhookOf(Partner ?? LocalHost.Partners[Scheme])
        )
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);

        var signedAt = TimeProvider.System.GetUtcNow() - Age;
        foreach (var (name, value) in scheme.Sign(DeliveryId, signedAt, body, LocalHost.SigningSecret))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        Spoil(request);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private string Write() =>
        $$$"""
            {"type":"customer.onboarded","timestamp":"{{{OccurredAt}}}","id":"{{{DeliveryId}}}","event_id":"{{{DeliveryId}}}",
             "data":{"tenant":"{{{Tenant}}}","metadata":{"externalConfigurationId":"123456789","nested":{"list":[1,null]} } }}
            """;
}
