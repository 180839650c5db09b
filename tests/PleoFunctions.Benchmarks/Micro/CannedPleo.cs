using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PleoFunctions.Benchmarks.Servers;

namespace PleoFunctions.Benchmarks.Micro;

/// <summary>The network cut off: an answer of Pleo's that is there already.</summary>
internal sealed class CannedPleo : HttpMessageHandler
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(NginxServer.Installation);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Body) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return response;
    }
}
