using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/deliveries/{partner}</c>: a partner's deliveries, for operators.</summary>
/// <remarks>The trigger asks for no key: the core decides who is an operator.</remarks>
public sealed class ListDeliveriesFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with a page of them.</summary>
    [Function("ListDeliveries")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries/{partner}")] HttpRequestData request,
        string partner
    ) => await request.AnswerAsync(await deliveries.ListAsync(request.ReadCredentials(), partner, request.Url.Query));
}
