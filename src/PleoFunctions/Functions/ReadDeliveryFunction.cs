using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/deliveries/{partner}/{tenant}/{deliveryId}</c>: one delivery with its history, for operators.</summary>
public sealed class ReadDeliveryFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with the delivery.</summary>
    [Function("ReadDelivery")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = "deliveries/{partner}/{tenant}/{deliveryId}")]
            HttpRequestData request,
        string partner,
        string tenant,
        string deliveryId
    ) => await request.AnswerAsync(await deliveries.ReadAsync(partner, tenant, deliveryId));
}
