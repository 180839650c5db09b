using System.Diagnostics.CodeAnalysis;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>
/// A ledger for one process, that forgets when it ends. For Development. Of what is done it keeps the last so many, so
/// that it does not grow for ever; what is in progress, failed or unknown stays.
/// </summary>
internal sealed class InMemoryDeliveryLedger(TimeProvider clock, InMemoryLedgerOptions options)
    : IDeliveryLedger,
        IDeliveryArchive
{
    // Around whatever reads or changes a delivery: all of it is short.
    private readonly Lock _lock = new();
    private readonly Dictionary<DeliveryKey, OpenDelivery> _open = [];
    private readonly DoneDeliveries _done = new(options.KeptWhenDone);

    public ValueTask<Claim> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        lock (_lock)
        {
            return new(Claim(key, request, lease));
        }
    }

    public ValueTask<Recording> CompleteAsync(Claim.Granted claim, ReadOnlyMemory<byte> answer)
    {
        lock (_lock)
        {
            if (!TryFindHeld(claim, out var delivery, out var recording))
            {
                return new(recording);
            }

            _done.Add(delivery, clock.GetUtcNow(), answer.Span);
            _open.Remove(claim.Key);
            return new(Recording.Recorded);
        }
    }

    public ValueTask<Recording> ReleaseAsync(Claim.Granted claim, ProblemCode code, Doubt doubt)
    {
        lock (_lock)
        {
            if (!TryFindHeld(claim, out var delivery, out var recording))
            {
                return new(recording);
            }

            var state = doubt is Doubt.None ? DeliveryState.Failed : DeliveryState.Unknown;
            delivery.End(state, ProblemCatalog.Of(code).Name, doubt, clock.GetUtcNow());
            return new(Recording.Recorded);
        }
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query)
    {
        List<DeliverySummary> all;
        lock (_lock)
        {
            all = _done.List(partner, query);
            all.AddRange(
                _open
                    .Values.Where(delivery => delivery.Key.Partner.Equals(partner, StringComparison.Ordinal))
                    .Where(delivery => string.CompareOrdinal(delivery.Key.DeliveryId, query.Continuation) > 0)
                    .Where(delivery => query.State is null || delivery.State == query.State)
                    .Where(delivery => query.Code is null || query.Code.Equals(delivery.Code, StringComparison.Ordinal))
                    .Where(delivery => query.Since is null || delivery.ChangedAt >= query.Since)
                    .Select(delivery => delivery.ToSummary())
            );
        }

        List<DeliverySummary> found =
        [
            .. all.OrderBy(delivery => delivery.Key.DeliveryId, StringComparer.Ordinal).Take(query.Limit + 1),
        ];
        Result<DeliveryPage> page =
            found.Count > query.Limit
                ? new DeliveryPage(found[..query.Limit], found[query.Limit - 1].Key.DeliveryId)
                : new DeliveryPage(found, null);
        return Task.FromResult(page);
    }

    public Task<Result<KeptDelivery>> ReadAsync(DeliveryKey key)
    {
        lock (_lock)
        {
            Result<KeptDelivery> delivery =
                _open.TryGetValue(key, out var open) ? open.ToKept()
                : _done.TryFind(key, out var done) ? _done.ToKept(done)
                : ArchiveProblems.UnknownDelivery;
            return Task.FromResult(delivery);
        }
    }

    private Claim Claim(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        var now = clock.GetUtcNow();
        if (_done.TryFind(key, out var done))
        {
            return ClaimRules.Refuse(_done.ToKnown(done), request)!;
        }

        if (!_open.TryGetValue(key, out var delivery))
        {
            delivery = new OpenDelivery(key, request.BodyHash, now);
            _open.Add(key, delivery);
        }
        else if (ClaimRules.Refuse(delivery.ToKnown(now), request) is { } refusal)
        {
            return refusal;
        }

        return delivery.Begin(request, now, lease);
    }

    /// <summary>Finds the delivery that a claim holds, or says what became of the claim.</summary>
    private bool TryFindHeld(
        Claim.Granted claim,
        [NotNullWhen(true)] out OpenDelivery? delivery,
        out Recording otherwise
    )
    {
        bool isOwnEnd;
        if (_open.TryGetValue(claim.Key, out delivery))
        {
            if (delivery.IsHeldBy(claim) && delivery.State is DeliveryState.InProgress)
            {
                otherwise = default;
                return true;
            }

            isOwnEnd = delivery.IsHeldBy(claim);
        }
        else
        {
            isOwnEnd = _done.TryFind(claim.Key, out var done) && _done.WasDoneBy(done, claim);
        }

        // What the claim itself has recorded before is recorded.
        (delivery, otherwise) = (null, isOwnEnd ? Recording.Recorded : Recording.Overtaken);
        return false;
    }
}
