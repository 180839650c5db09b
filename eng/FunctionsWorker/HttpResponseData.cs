using System.Net;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>An answer to be sent through the host.</summary>
public abstract class HttpResponseData(FunctionContext functionContext)
{
    /// <summary>The status.</summary>
    public abstract HttpStatusCode StatusCode { get; set; }

    /// <summary>The headers, those of the content among them.</summary>
    public abstract HttpHeadersCollection Headers { get; set; }

    /// <summary>The body, read from its start once the function is done.</summary>
    public abstract Stream Body { get; set; }

    /// <summary>The cookies to set.</summary>
    public abstract HttpCookies Cookies { get; }

    /// <summary>The run this answers.</summary>
    public FunctionContext FunctionContext { get; } =
        functionContext ?? throw new ArgumentNullException(nameof(functionContext));

    /// <summary>An empty answer to a request.</summary>
    public static HttpResponseData CreateResponse(HttpRequestData request) => request.CreateResponse();
}
