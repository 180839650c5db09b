using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding;

namespace PleoFunctions.Functions;

/// <summary><c>POST /api/webhooks/{partner}/onboarding</c>: the job.</summary>
public sealed class OnboardingFunction(OnboardingHandler handler, TimeProvider clock)
{
    /// <summary>Hands the webhook to the core, and its answer to the host.</summary>
    /// <param name="request">The request.</param>
    /// <param name="partner">The partner named in the route.</param>
    [Function("Onboarding")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "webhooks/{partner}/onboarding")]
            HttpRequestData request,
        string partner
    ) => await request.AnswerAsync(await handler.HandleAsync(await request.ReadWebhookAsync(partner, clock)));
}
