using System.Net.Http.Headers;
using System.Text;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Integration.Tests.DeliveryConsole.Running;

/// <summary>A webhook as a partner sends it, without the console.</summary>
internal sealed record PartnerWebhook
{
    public const string SecretName = "acme--webhook-signing";
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly SignatureScheme Scheme = SignatureScheme.Find("standard-webhooks")!;

    public string Partner { get; init; } = "acme";

    public string Query { get; init; } = "";

    public string DeliveryId { get; init; } = "msg_" + Guid.NewGuid().ToString("N");

    public string Body { get; init; } = BodyFor("northwind");

    public IReadOnlyList<KeyValuePair<string, string>> MoreHeaders { get; init; } = [];

    public static string BodyFor(string tenant) =>
        """{"type":"customer.onboarded","data":{"tenant":"TENANT","metadata":{"externalConfigurationId":"123456789"}}}""".Replace(
            "TENANT",
            tenant,
            StringComparison.Ordinal
        );

    public async Task<HttpResponseMessage> SendAsync(HttpClient http)
    {
        var body = Encoding.UTF8.GetBytes(Body);
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"api/webhooks/{Uri.EscapeDataString(Partner)}/onboarding{Query}"
        )
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (
            var (name, value) in Scheme
                .Sign(DeliveryId, TimeProvider.System.GetUtcNow(), body, Secret)
                .Concat(MoreHeaders)
        )
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
