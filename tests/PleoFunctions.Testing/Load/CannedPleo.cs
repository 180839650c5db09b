using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PleoFunctions.Testing.Load;

/// <summary>Answers in Pleo's place at once, without a network.</summary>
internal sealed class CannedPleo : HttpMessageHandler
{
    /// <summary>What Pleo answers to every call.</summary>
    public const string Installation =
        """{"id":"123e4567-e89b-12d3-a456-426614174000","applicationId":"7f3d1c2b-0a9e-4d8c-b7a6-5f4e3d2c1b0a","resource":"urn:pleo:company:9d9e4f6a-1c5b-4c1e-8f0a-3a1b2c3d4e5f","status":"PENDING_INTEGRATION","metadata":{"externalConfigurationId":"123456789","plan":"business"},"createdAt":"2026-11-23T10:00:00.000Z","updatedAt":"2026-11-23T10:00:00.000Z"}""";

    private static readonly byte[] Mark = "\"onboardingDeliveryId\":"u8.ToArray();
    private static readonly byte[] Start = Encoding.UTF8.GetBytes(Installation.Split(MetadataStart)[0] + MetadataStart);
    private static readonly byte[] End = Encoding.UTF8.GetBytes("," + Installation.Split(MetadataStart)[1]);

    private const string MetadataStart = "\"metadata\":{";

    private readonly MemoryStream _request = new();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        _request.SetLength(0);
        await request.Content!.CopyToAsync(_request, cancellationToken);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Write()) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return response;
    }

    protected override void Dispose(bool disposing)
    {
        _request.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The installation with the delivery id of the request, without which the app would update it.</summary>
    private byte[] Write()
    {
        var body = _request.GetBuffer().AsSpan(0, (int)_request.Length);
        var id = body[body.IndexOf(Mark)..];
        var length = Mark.Length + 1 + id[(Mark.Length + 1)..].IndexOf((byte)'"') + 1;
        return [.. Start, .. id[..length], .. End];
    }
}
