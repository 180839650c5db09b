using PleoFunctions.Local.Keys;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands;

/// <summary>Reads which Pleo company a customer is bound to: from an app at an address, or from the ledger's own table.</summary>
internal sealed class LedgerBindings
{
    private readonly Func<string, CancellationToken, Task<CustomerBinding>> _read;
    private CustomerBinding? _unreadable;

    private LedgerBindings(Func<string, CancellationToken, Task<CustomerBinding>> read) => _read = read;

    /// <summary>There is nothing to read.</summary>
    public static LedgerBindings None =>
        new(
            static (_, _) =>
                Task.FromResult(
                    CustomerBinding.NotRead(
                        "no ledger was named. Pass the app's address with --url, or set Deliveries__TableServiceUri."
                    )
                )
        );

    /// <summary>Asks the operators' routes of an app.</summary>
    public static LedgerBindings Of(OperatorsClient app) =>
        new(
            async (tenant, cancellationToken) =>
            {
                try
                {
                    return From((await app.ReadCustomerAsync(tenant, cancellationToken)).Company);
                }
                catch (RefusedException e)
                    when (string.Equals(e.Code, WireName.Of(ProblemCode.UnknownCustomer), StringComparison.Ordinal))
                {
                    return CustomerBinding.None;
                }
                catch (Exception e) when (e is UserErrorException or RefusedException)
                {
                    return CustomerBinding.NotRead(e.Message);
                }
            }
        );

    /// <summary>Reads the ledger of the settings.</summary>
    public static LedgerBindings Of(DeliveryLedger ledger, string partner) =>
        new(
            async (tenant, _) =>
                (await ledger.ReadCustomerAsync(new CustomerKey(partner, tenant))).Succeeded(
                    out var page,
                    out var problem
                )
                    ? From(page.Customer.Company)
                : problem.Code is ProblemCode.UnknownCustomer ? CustomerBinding.None
                : CustomerBinding.NotRead(problem.Detail)
        );

    /// <summary>Why a binding could not be read; null when each could.</summary>
    public string? NotReadBecause => _unreadable?.NotReadBecause;

    /// <summary>Reads a customer's binding. A ledger that could not be read once is not asked again.</summary>
    public async Task<CustomerBinding> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        if (_unreadable is not null)
        {
            return _unreadable;
        }

        var binding = await _read(tenant, cancellationToken);
        if (binding.NotReadBecause is not null)
        {
            _unreadable = binding;
        }

        return binding;
    }

    private static CustomerBinding From(string? bound) =>
        bound is { } company ? CustomerBinding.To(company) : CustomerBinding.None;
}
