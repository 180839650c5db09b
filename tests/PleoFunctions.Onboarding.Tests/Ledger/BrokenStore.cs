using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Onboarding.Tests.Ledger;

/// <summary>A store in memory that can fail.</summary>
internal sealed class BrokenStore(TimeProvider clock) : ILedgerStore
{
    private readonly InMemoryLedgerStore _store = new(clock, new InMemoryLedgerOptions());
    private int _writes;
    private WriteLoss? _loss;

    /// <summary>From this write on, the store does not answer; 1 is the first.</summary>
    public int FailsFrom { get; set; } = int.MaxValue;

    /// <summary>The company rows cannot be read or written.</summary>
    public bool FailsToBind { get; set; }

    /// <summary>What operators do cannot be recorded.</summary>
    public bool FailsToAudit { get; set; }

    /// <summary>What happens before a record of what an operator does is written.</summary>
    public Func<Task> BeforeAudit { get; set; } = static () => Task.CompletedTask;

    /// <summary>The record that was written last.</summary>
    public AuditRecord? LastAudit { get; private set; }

    /// <summary>Why a list, and a customer, cannot be read.</summary>
    public Problem Problem { get; set; } = LedgerProblems.Unavailable;

    /// <summary>What happens before a write, by its number; 1 is the first. It may throw, which no store may do.</summary>
    public Func<int, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What happens between a write whose response is lost and its repetition.</summary>
    public Func<Task> BeforeRepetition { get; set; } = static () => Task.CompletedTask;

    /// <summary>Loses something of the next write.</summary>
    public void Lose(WriteLoss loss) => _loss = loss;

    public LedgerRows? Guess(DeliveryKey key) => _store.Guess(key);

    public ValueTask<Result<LedgerRows>> ReadAsync(DeliveryKey key) =>
        _writes >= FailsFrom || FailsFrom == 1 ? new(LedgerProblems.Unavailable) : _store.ReadAsync(key);

    public async ValueTask<LedgerWrite> WriteAsync(CustomerRecord customer, IReadOnlyList<DeliveryRecord> deliveries)
    {
        var number = ++_writes;
        await BeforeWrite(number);
        return number >= FailsFrom
            ? LedgerWrite.Unavailable
            : await LoseAsync(() => _store.WriteAsync(customer, deliveries), LedgerWrite.Unavailable);
    }

    public ValueTask<Result<string>> BindAsync(CustomerKey customer, string company) =>
        FailsToBind
            ? new(LedgerProblems.Unavailable)
            : LoseAsync<Result<string>>(() => _store.BindAsync(customer, company), LedgerProblems.Unavailable);

    public ValueTask<Result<string>> UnbindAsync(CustomerKey customer, string company) =>
        LoseAsync<Result<string>>(() => _store.UnbindAsync(customer, company), LedgerProblems.Unavailable);

    public ValueTask<Problem?> ForgetAsync(CustomerKey customer) =>
        FailsToBind ? new(LedgerProblems.Unavailable) : _store.ForgetAsync(customer);

    public ValueTask<Result<ErasableRows>> ReadErasableAsync(CustomerKey key, int limit) =>
        _writes >= FailsFrom || FailsFrom == 1 ? new(LedgerProblems.Unavailable) : _store.ReadErasableAsync(key, limit);

    public async ValueTask<LedgerWrite> EraseAsync(CustomerRecord customer, IReadOnlyList<string> deliveryIds)
    {
        var number = ++_writes;
        await BeforeWrite(number);
        return number >= FailsFrom
            ? LedgerWrite.Unavailable
            : await LoseAsync(() => _store.EraseAsync(customer, deliveryIds), LedgerWrite.Unavailable);
    }

    public async ValueTask<Problem?> WriteAuditAsync(CustomerKey customer, AuditRecord record)
    {
        LastAudit = record;
        await BeforeAudit();
        return FailsToAudit ? LedgerProblems.Unavailable : await _store.WriteAuditAsync(customer, record);
    }

    public ValueTask<Problem?> RedactAuditAsync(CustomerKey customer) =>
        FailsToAudit ? new(LedgerProblems.Unavailable) : _store.RedactAuditAsync(customer);

    public Task<Result<CustomerPage>> ReadCustomerAsync(CustomerKey key, int limit) =>
        Task.FromResult<Result<CustomerPage>>(Problem);

    public Task<Result<OpenDelivery[]>> ReadOpenAsync(string partner) =>
        Task.FromResult<Result<OpenDelivery[]>>(Problem);

    public Task CorrectAsync(OpenDelivery entry, DeliverySummary? delivery) => _store.CorrectAsync(entry, delivery);

    public Task<Result<Sweep>> SweepAsync(string partner, int slice, SweepLimits limits, CancellationToken stop) =>
        _store.SweepAsync(partner, slice, limits, stop);

    public Task ProbeAsync(CancellationToken cancellationToken) => throw new IOException("The store fails.");

    private async ValueTask<T> LoseAsync<T>(Func<ValueTask<T>> write, T unavailable)
    {
        var loss = _loss;
        _loss = null;
        if (loss is WriteLoss.Request)
        {
            return unavailable;
        }

        var written = await write();
        switch (loss)
        {
            case WriteLoss.Response:
                return unavailable;
            case WriteLoss.ResponseThenRepeated:
                await BeforeRepetition();
                return await write();
            default:
                return written;
        }
    }
}
