using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Health;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/health/ready</c>: all that the app depends on can be used.</summary>
public sealed class ReadinessFunction(HealthChecks health)
{
    /// <summary>Answers 200 or 503, with each dependency's state.</summary>
    [Function("Readiness")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/ready")] HttpRequestData request
    ) => await request.AnswerAsync(await health.GetReadyAsync());
}
