using System.Net;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Shorthand on requests.</summary>
public static class HttpRequestDataExtensions
{
    /// <summary>An empty answer with the given status.</summary>
    public static HttpResponseData CreateResponse(this HttpRequestData request, HttpStatusCode statusCode)
    {
        var answer = request.CreateResponse();
        answer.StatusCode = statusCode;
        return answer;
    }
}
