using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Testing.Operators;

/// <summary>Operators' calls with the host's admin key, for tests of something else than who may call.</summary>
internal static class OperatorCalls
{
    /// <summary>What <c>func start</c> gives every request.</summary>
    public static OperatorCredentials AdminKey { get; } = new(new CallerKey(Name: null, IsAdmin: true), null);

    public static Task<Answer> ListAsync(this DeliveryOperations operations, string partner, string query) =>
        operations.ListAsync(AdminKey, partner, query);

    public static Task<Answer> ReadAsync(
        this DeliveryOperations operations,
        string partner,
        string tenant,
        string deliveryId
    ) => operations.ReadAsync(AdminKey, partner, tenant, deliveryId);

    public static Task<Answer> ReplayAsync(
        this DeliveryOperations operations,
        string partner,
        string tenant,
        string deliveryId
    ) => operations.ReplayAsync(AdminKey, partner, tenant, deliveryId);

    public static Task<Answer> ReadCustomerAsync(this DeliveryOperations operations, string partner, string tenant) =>
        operations.ReadCustomerAsync(AdminKey, partner, tenant);

    public static Task<Answer> EraseCustomerAsync(this DeliveryOperations operations, string partner, string tenant) =>
        operations.EraseCustomerAsync(AdminKey, partner, tenant);
}
