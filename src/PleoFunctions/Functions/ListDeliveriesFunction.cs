using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/deliveries/{partner}</c>: a partner's deliveries, for operators.</summary>
public sealed class ListDeliveriesFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with a page of them.</summary>
    [Function("ListDeliveries")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = "deliveries/{partner}")] HttpRequestData request,
        string partner
    ) => await request.AnswerAsync(await deliveries.ListAsync(partner, request.Url.Query));
}
