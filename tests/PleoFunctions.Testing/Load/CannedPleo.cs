using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Testing.Load;

/// <summary>
/// Answers at once instead of Pleo, without a network, one call at a time. The answers share a buffer, so that only the
/// app's memory is counted.
/// </summary>
internal sealed class CannedPleo : HttpMessageHandler
{
    private const string CompanyId = "9d9e4f6a-1c5b-4c1e-8f0a-3a1b2c3d4e5f";

    /// <summary>The answer of Pleo to a question which company the key belongs to.</summary>
    public static readonly string Introspection = KeyIntrospection.Write(CompanyId);

    /// <summary>The answer of Pleo, up to the end of the partner's metadata.</summary>
    public const string UntilMark =
        """{"id":"123e4567-e89b-12d3-a456-426614174000","applicationId":"7f3d1c2b-0a9e-4d8c-b7a6-5f4e3d2c1b0a","resource":"urn:pleo:company:"""
        + CompanyId
        + """
            ","status":"PENDING_INTEGRATION","metadata":{"externalConfigurationId":"123456789","plan":"business"
            """;

    /// <summary>The rest of the answer, after the mark of the request.</summary>
    public const string AfterMark =
        """},"createdAt":"2026-11-23T10:00:00.000Z","updatedAt":"2026-11-23T10:00:00.000Z"}""";

    /// <summary>The answer of Pleo to a request without a mark.</summary>
    public const string Installation = UntilMark + AfterMark;

    private static readonly byte[] Start = Encoding.UTF8.GetBytes(UntilMark);
    private static readonly byte[] End = Encoding.UTF8.GetBytes(AfterMark);

    // InstallationRequest writes it last in the metadata.
    private static readonly byte[] Mark = Encoding.UTF8.GetBytes($",\"{InstallationRequest.DeliveryIdKey}\":");

    private readonly ArrayBufferWriter<byte> _answer = new(1024);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.Content is null)
        {
            return request.RequestUri!.AbsolutePath is KeyIntrospection.Path
                ? Json(Encoding.UTF8.GetBytes(IntrospectionOf(request)))
                : new HttpResponseMessage(HttpStatusCode.NotFound);
        }

        await request.Content.CopyToAsync(Stream.Null, cancellationToken);
        return Json(Answer(((SendOnceContent)request.Content).Bytes.Span));
    }

    private static string IntrospectionOf(HttpRequestMessage request) =>
        KeyIntrospection.KeyOf(request.Headers.Authorization!) is not LocalSettings.ApiKey and var other
            ? KeyIntrospection.Write(KeyIntrospection.CompanyOf(other))
            : Introspection;

    private static HttpResponseMessage Json(ReadOnlyMemory<byte> json)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ReadOnlyMemoryContent(json) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return response;
    }

    /// <summary>The installation with the mark of the request, without which the app would update it.</summary>
    private ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> request)
    {
        _answer.ResetWrittenCount();
        _answer.Write(Start);
        if (request.IndexOf(Mark) is var mark and >= 0)
        {
            _answer.Write(request[mark..^"}}".Length]);
        }

        _answer.Write(End);
        return _answer.WrittenMemory;
    }
}
