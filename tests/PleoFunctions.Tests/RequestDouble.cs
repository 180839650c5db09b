using System.Security.Claims;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace PleoFunctions.Tests;

internal sealed class RequestDouble(FunctionContext context, string method, Uri url, byte[] body)
    : HttpRequestData(context)
{
    public override Stream Body { get; } = new MemoryStream(body, writable: false);
    public override HttpHeadersCollection Headers { get; } = [];
    public override IReadOnlyCollection<IHttpCookie> Cookies => [];
    public override Uri Url => url;
    public override IEnumerable<ClaimsIdentity> Identities => [];
    public override string Method => method;

    public override HttpResponseData CreateResponse() => new ResponseDouble(FunctionContext);
}
