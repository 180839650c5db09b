using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger.InMemory;

/// <summary>
/// A ledger for one process that forgets when the process ends. For Development. It keeps the last deliveries that are
/// done, so that it does not grow without end, and all that are in progress, failed or unknown.
/// </summary>
internal sealed class InMemoryDeliveryLedger(TimeProvider clock, InMemoryLedgerOptions options)
    : IDeliveryLedger,
        IDeliveryArchive
{
    private readonly Lock _lock = new();
    private readonly Dictionary<DeliveryKey, InMemoryDelivery> _deliveries = [];
    private readonly Queue<DeliveryKey> _done = [];

    public ValueTask<ClaimResult> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!_deliveries.TryGetValue(key, out var delivery))
            {
                delivery = new InMemoryDelivery(key, request.BodyHash, now);
                _deliveries.Add(key, delivery);
            }
            else if (ClaimRules.Refuse(delivery.ToRecord(), request, now) is { } refusal)
            {
                return new(refusal);
            }

            return new(delivery.Begin(request, now, lease));
        }
    }

    public ValueTask<RecordResult> CompleteAsync(ClaimResult.Granted claim, ReadOnlyMemory<byte> answer) =>
        new(
            Record(
                claim,
                delivery =>
                {
                    delivery.Complete(answer.ToArray(), clock.GetUtcNow());
                    _done.Enqueue(delivery.Key);
                    if (_done.Count > options.KeptWhenDone)
                    {
                        _deliveries.Remove(_done.Dequeue());
                    }
                }
            )
        );

    public ValueTask<RecordResult> ReleaseAsync(ClaimResult.Granted claim, ProblemCode code, InDoubt? doubt) =>
        new(Record(claim, delivery => delivery.Release(WireName.Of(code), doubt, clock.GetUtcNow())));

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query)
    {
        List<DeliverySummary> found;
        lock (_lock)
        {
            found =
            [
                .. _deliveries
                    .Values.Where(delivery => delivery.Key.Partner.Equals(partner, StringComparison.Ordinal))
                    .Where(delivery => string.CompareOrdinal(delivery.Key.DeliveryId, query.Continuation) > 0)
                    .Select(delivery => delivery.ToRecord().Summary)
                    .Where(delivery => query.State is null || delivery.State == query.State)
                    .Where(delivery => query.Code is null || query.Code.Equals(delivery.Code, StringComparison.Ordinal))
                    .Where(delivery => query.Since is null || delivery.ChangedAt >= query.Since)
                    .OrderBy(delivery => delivery.Key.DeliveryId, StringComparer.Ordinal)
                    .Take(query.Limit + 1),
            ];
        }

        Result<DeliveryPage> page =
            found.Count > query.Limit
                ? new DeliveryPage(found[..query.Limit], found[query.Limit - 1].Key.DeliveryId)
                : new DeliveryPage(found, null);
        return Task.FromResult(page);
    }

    public Task<Result<DeliveryRecord>> ReadAsync(DeliveryKey key)
    {
        lock (_lock)
        {
            Result<DeliveryRecord> delivery = _deliveries.TryGetValue(key, out var found)
                ? found.ToRecord()
                : LedgerProblems.UnknownDelivery;
            return Task.FromResult(delivery);
        }
    }

    private RecordResult Record(ClaimResult.Granted claim, Action<InMemoryDelivery> record)
    {
        lock (_lock)
        {
            if (!_deliveries.TryGetValue(claim.Key, out var delivery) || !delivery.IsHeldBy(claim))
            {
                return RecordResult.LeaseLost;
            }

            // A claim that has recorded its end before has nothing to add.
            if (delivery.State is DeliveryState.InProgress)
            {
                record(delivery);
            }

            return RecordResult.Recorded;
        }
    }
}

/// <summary>How much a ledger in memory keeps. Code can change it; it is not a setting.</summary>
internal sealed class InMemoryLedgerOptions
{
    /// <summary>How many deliveries that are done are kept; the oldest go first.</summary>
    /// <value>Default: 20,000.</value>
    public int KeptWhenDone { get; set; } = 20_000;
}
