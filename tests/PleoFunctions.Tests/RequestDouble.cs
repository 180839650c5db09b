using System.Security.Claims;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace PleoFunctions.Tests;

/// <summary>A request as the host and the worker pass it to a function.</summary>
internal sealed class RequestDouble : HttpRequestData
{
    private readonly List<ClaimsIdentity> _identities = [];
    private readonly Stream _sent;

    public RequestDouble(FunctionContext context, string method, string path, Stream? body = null)
        : base(context)
    {
        Method = method;
        Url = new Uri(new Uri("https://app.example/"), path);
        _sent = body ?? Stream.Null;
    }

    /// <summary>The host passes a body on only if the request has a Content-Length (GrpcMessageConversionExtensions).</summary>
    public override Stream Body => Headers.Contains("content-length") ? _sent : Stream.Null;
    public override HttpHeadersCollection Headers { get; } = [];
    public override IReadOnlyCollection<IHttpCookie> Cookies => [];
    public override Uri Url { get; }
    public override IEnumerable<ClaimsIdentity> Identities => _identities;
    public override string Method { get; }

    /// <summary>Adds a header as the host passes it on: its name in lower case, its values as one, with commas.</summary>
    public RequestDouble With(string name, params IEnumerable<string> values)
    {
        Headers.TryAddWithoutValidation(name.ToLowerInvariant(), string.Join(',', values)).ShouldBeTrue();
        return this;
    }

    /// <summary>Adds what the host passes on of a key: its level and, except in <c>func start</c>, its name.</summary>
    public RequestDouble WithKey(string? name, string level = "Function", string identity = "WebJobsAuthLevel")
    {
        const string Claims = "http://schemas.microsoft.com/2017/07/functions/claims/";
        var key = new ClaimsIdentity([new Claim(Claims + "authlevel", level)], identity);
        if (name is not null)
        {
            key.AddClaim(new Claim(Claims + "keyid", name));
        }

        _identities.Add(key);
        return this;
    }

    public override HttpResponseData CreateResponse() => new ResponseDouble(FunctionContext);
}
