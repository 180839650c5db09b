using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Health;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/health/live</c>: the process serves.</summary>
public static class LivenessFunction
{
    /// <summary>Answers 200.</summary>
    [Function("Liveness")]
    public static Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/live")] HttpRequestData request
    ) => request.AnswerAsync(HealthChecks.Live);
}
