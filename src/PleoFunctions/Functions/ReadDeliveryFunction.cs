using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/deliveries/{partner}/{tenant}/{deliveryId}</c>: one delivery with its history, for operators.</summary>
/// <remarks>The trigger asks for no key: the core decides who is an operator.</remarks>
public sealed class ReadDeliveryFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with the delivery.</summary>
    [Function("ReadDelivery")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries/{partner}/{tenant}/{deliveryId}")]
            HttpRequestData request,
        string partner,
        string tenant,
        string deliveryId
    ) => await request.AnswerAsync(await deliveries.ReadAsync(request.ReadCredentials(), partner, tenant, deliveryId));
}
