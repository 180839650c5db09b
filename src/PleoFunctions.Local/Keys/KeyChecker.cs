using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Local.Keys;

/// <summary>Checks a partner's keys: their form, whose they are at Pleo, and the bindings in the ledger.</summary>
/// <param name="partner">The partner.</param>
/// <param name="pleo">Calls Pleo.</param>
/// <param name="readBinding">Reads what the ledger says about a tenant.</param>
/// <param name="clock">The clock.</param>
internal sealed class KeyChecker(
    Partner partner,
    PleoCaller pleo,
    Func<string, CancellationToken, Task<CustomerBinding>> readBinding,
    TimeProvider clock
)
{
    /// <summary>Checks what the vault has for a customer.</summary>
    public async Task<KeyReport> CheckAsync(string tenant, StoredSecret stored, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return stored.FindAbsence(now) is { } absence
            ? KeyReport.Absent(tenant, absence, stored.ExpiresOn)
            : (await CheckAsync(tenant, stored.Value!, cancellationToken)).WithExpiry(stored.ExpiresOn, now);
    }

    /// <summary>Checks a text that may be a customer's key.</summary>
    public async Task<KeyReport> CheckAsync(string tenant, string text, CancellationToken cancellationToken)
    {
        if (ApiKey.From(text, partner.ApiKeyScheme) is not { } key)
        {
            return KeyReport.Malformed(tenant, partner.ApiKeyScheme);
        }

        var introspection = await pleo.IntrospectAsync(key, cancellationToken);
        // A key that is refused is not sent again.
        var look = introspection.RefusesKey ? null : await pleo.FindAsync(key, cancellationToken);
        var binding = await readBinding(tenant, cancellationToken);
        return KeyReport.From(tenant, pleo.Address.Authority, introspection, look, binding);
    }
}
