using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>POST /api/deliveries/{partner}/{tenant}/{deliveryId}/replay</c>: runs a delivery again, for operators.</summary>
/// <remarks>The trigger asks for no key: the core decides who is an operator.</remarks>
public sealed class ReplayDeliveryFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers as the webhook would have been answered.</summary>
    [Function("ReplayDelivery")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deliveries/{partner}/{tenant}/{deliveryId}/replay")]
            HttpRequestData request,
        string partner,
        string tenant,
        string deliveryId
    ) =>
        await request.AnswerAsync(await deliveries.ReplayAsync(request.ReadCredentials(), partner, tenant, deliveryId));
}
