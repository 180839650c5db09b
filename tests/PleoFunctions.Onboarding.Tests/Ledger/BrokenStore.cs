using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Tests.Ledger;

/// <summary>A store in memory that can fail.</summary>
internal sealed class BrokenStore(TimeProvider clock) : ILedgerStore
{
    private readonly InMemoryLedgerStore _store = new(clock, new InMemoryLedgerOptions());
    private int _writes;

    /// <summary>From this write on, the store does not answer; 1 is the first.</summary>
    public int FailsFrom { get; set; } = int.MaxValue;

    /// <summary>What the store throws at the next write, which no store may do.</summary>
    public Exception? Bug { get; set; }

    public LedgerRows? Guess(DeliveryKey key) => _store.Guess(key);

    public ValueTask<Result<LedgerRows>> ReadAsync(DeliveryKey key) =>
        _writes >= FailsFrom || FailsFrom == 1 ? new(LedgerProblems.Unavailable) : _store.ReadAsync(key);

    public ValueTask<LedgerWrite> WriteAsync(CustomerRecord customer, IReadOnlyList<DeliveryRecord> deliveries)
    {
        _writes++;
        return Bug is not null ? throw Bug
            : _writes >= FailsFrom ? new(LedgerWrite.Unavailable)
            : _store.WriteAsync(customer, deliveries);
    }

    public ValueTask<Result<string>> BindAsync(CustomerKey customer, string company) =>
        _store.BindAsync(customer, company);

    public Task<Result<CustomerPage>> ReadCustomerAsync(CustomerKey key, int limit) =>
        Task.FromResult<Result<CustomerPage>>(LedgerProblems.Unavailable);

    public Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query) =>
        Task.FromResult<Result<DeliveryPage>>(LedgerProblems.Unavailable);

    public Task ProbeAsync(CancellationToken cancellationToken) => throw new IOException("The store fails.");
}
