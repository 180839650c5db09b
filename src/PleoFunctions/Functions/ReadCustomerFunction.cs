using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>GET /api/customers/{partner}/{tenant}</c>: one customer with its deliveries, for operators.</summary>
/// <remarks>The trigger asks for no key: the core decides who is an operator.</remarks>
public sealed class ReadCustomerFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with the customer.</summary>
    [Function("ReadCustomer")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "customers/{partner}/{tenant}")]
            HttpRequestData request,
        string partner,
        string tenant
    ) => await request.AnswerAsync(await deliveries.ReadCustomerAsync(request.ReadCredentials(), partner, tenant));
}
