using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>DELETE /api/customers/{partner}/{tenant}</c>: erases a customer from the ledger, for operators.</summary>
public sealed class EraseCustomerFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with how much was erased.</summary>
    [Function("EraseCustomer")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "customers/{partner}/{tenant}")]
            HttpRequestData request,
        string partner,
        string tenant
    ) => await request.AnswerAsync(await deliveries.EraseCustomerAsync(partner, tenant));
}
