using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.OpenApi;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/openapi.json</c>: what the routes take and answer.</summary>
public static class OpenApiFunction
{
    /// <summary>Answers 200 with the document, or 304.</summary>
    [Function("OpenApi")]
    public static Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequestData request
    ) =>
        request.AnswerAsync(
            OpenApiDocument.Answer(
                request.Headers.TryGetValues("If-None-Match", out var tags) ? string.Join(',', tags) : null
            )
        );
}
