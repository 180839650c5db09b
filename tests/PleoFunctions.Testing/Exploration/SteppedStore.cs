using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Testing.Exploration;

/// <summary>A real store, before whose writes a request stands still. Its clock can be moved ahead of the store's own.</summary>
internal sealed class SteppedStore(ILedgerStore store, SteppedClock clock) : ILedgerStore
{
    private static readonly DateTimeOffset Start = new SteppedClock().GetUtcNow();

    private TimeSpan Ahead => clock.GetUtcNow() - Start;

    public LedgerRows? Guess(DeliveryKey key) => store.Guess(key);

    public async ValueTask<Result<LedgerRows>> ReadAsync(DeliveryKey key) =>
        (await store.ReadAsync(key)).Succeeded(out var rows, out var problem)
            ? rows with
            {
                Now = rows.Now + Ahead,
            }
            : problem;

    public async ValueTask<LedgerWrite> WriteAsync(CustomerRecord customer, IReadOnlyList<DeliveryRecord> deliveries)
    {
        var fate = await Actor.EnterAsync(Step.Write);
        if (fate is Fate.Fails)
        {
            return LedgerWrite.Unavailable;
        }

        var write = await store.WriteAsync(WithLeaseAhead(customer), deliveries);
        switch (fate)
        {
            case Fate.HappensUnseen:
                return LedgerWrite.Unavailable;
            case Fate.HappensAndIsRefused:
                return LedgerWrite.Changed;
            case Fate.CrashesAfter:
                await Actor.DieAsync();
                break;
        }

        return write with
        {
            At = write.At + Ahead,
        };
    }

    private CustomerRecord WithLeaseAhead(CustomerRecord customer) =>
        customer.Claim is { LeaseUntil: null } claim
            ? customer with
            {
                Claim = claim with { LeaseUntil = TimeProvider.System.GetUtcNow() + Ahead + claim.Lease },
            }
            : customer;

    public ValueTask<Result<string>> BindAsync(CustomerKey customer, string company) =>
        store.BindAsync(customer, company);

    public ValueTask<Result<string>> UnbindAsync(CustomerKey customer, string company) =>
        store.UnbindAsync(customer, company);

    public ValueTask<Problem?> ForgetAsync(CustomerKey customer) => store.ForgetAsync(customer);

    public ValueTask<Result<ErasableRows>> ReadErasableAsync(CustomerKey key, int limit) =>
        store.ReadErasableAsync(key, limit);

    public ValueTask<LedgerWrite> EraseAsync(CustomerRecord customer, IReadOnlyList<string> deliveryIds) =>
        store.EraseAsync(customer, deliveryIds);

    public ValueTask<Problem?> WriteAuditAsync(CustomerKey customer, AuditRecord record) =>
        store.WriteAuditAsync(customer, record);

    public ValueTask<Problem?> RedactAuditAsync(CustomerKey customer) => store.RedactAuditAsync(customer);

    public Task<Result<CustomerPage>> ReadCustomerAsync(CustomerKey key, int limit) =>
        store.ReadCustomerAsync(key, limit);

    public Task<Result<OpenDelivery[]>> ReadOpenAsync(string partner) => store.ReadOpenAsync(partner);

    public Task CorrectAsync(OpenDelivery entry, DeliverySummary? delivery) => store.CorrectAsync(entry, delivery);

    public Task<Result<Sweep>> SweepAsync(string partner, int slice, SweepLimits limits, CancellationToken stop) =>
        store.SweepAsync(partner, slice, limits, stop);

    public Task ProbeAsync(CancellationToken cancellationToken) => store.ProbeAsync(cancellationToken);
}
