using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Functions;

/// <summary><c>DELETE /api/customers/{partner}/{tenant}</c>: erases a customer from the ledger, for operators.</summary>
/// <remarks>The trigger asks for no key: the core decides who is an operator.</remarks>
public sealed class EraseCustomerFunction(DeliveryOperations deliveries)
{
    /// <summary>Answers with how much was erased.</summary>
    [Function("EraseCustomer")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "customers/{partner}/{tenant}")]
            HttpRequestData request,
        string partner,
        string tenant
    ) => await request.AnswerAsync(await deliveries.EraseCustomerAsync(request.ReadCredentials(), partner, tenant));
}
