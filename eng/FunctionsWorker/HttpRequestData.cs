using System.Collections.Specialized;
using System.Security.Claims;
using System.Web;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A request from the host.</summary>
public abstract class HttpRequestData(FunctionContext functionContext)
{
    private NameValueCollection? query;

    /// <summary>The body.</summary>
    public abstract Stream Body { get; }

    /// <summary>The headers; the host joins repeated ones with a comma.</summary>
    public abstract HttpHeadersCollection Headers { get; }

    /// <summary>The cookies.</summary>
    public abstract IReadOnlyCollection<IHttpCookie> Cookies { get; }

    /// <summary>The absolute address asked for.</summary>
    public abstract Uri Url { get; }

    /// <summary>Who the host says is calling.</summary>
    public abstract IEnumerable<ClaimsIdentity> Identities { get; }

    /// <summary>The HTTP method.</summary>
    public abstract string Method { get; }

    /// <summary>The run this request started.</summary>
    public FunctionContext FunctionContext { get; } =
        functionContext ?? throw new ArgumentNullException(nameof(functionContext));

    /// <summary>The decoded query string.</summary>
    public virtual NameValueCollection Query => query ??= HttpUtility.ParseQueryString(Url.Query);

    /// <summary>An empty answer, with status 200.</summary>
    public abstract HttpResponseData CreateResponse();
}
