using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/customers/{partner}/{tenant}</c>: one customer with its deliveries, for operators.</summary>
public sealed class ReadCustomerFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with the customer.</summary>
    [Function("ReadCustomer")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "get", Route = "customers/{partner}/{tenant}")] HttpRequestData request,
        string partner,
        string tenant
    ) => await request.AnswerAsync(await deliveries.ReadCustomerAsync(partner, tenant));
}
