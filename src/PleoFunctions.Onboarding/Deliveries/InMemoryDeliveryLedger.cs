using System.Collections.Concurrent;
using System.Globalization;
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
    private readonly ConcurrentDictionary<DeliveryKey, Entry> _entries = new();
    private readonly ConcurrentQueue<DeliveryKey> _done = new();
    private int _doneCount;
    private long _claims;

    public Task<Claim> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        var now = clock.GetUtcNow();
        var entry = _entries.GetOrAdd(key, static (_, first) => new Entry(first.request, first.now), (request, now));

        lock (entry)
        {
            var known = new KnownDelivery(
                entry.BodyHash,
                entry.State,
                LeaseLeft: entry.LeaseUntil - now,
                DoubtedFor: now - entry.DoubtSince,
                entry.Answer
            );
            if (ClaimRules.Refuse(known, request) is { } refusal)
            {
                return Task.FromResult(refusal);
            }

            var mayExist = entry.Attempts > 0 && ClaimRules.MayExist(entry.State);
            entry.Attempts++;
            entry.State = DeliveryState.InProgress;
            entry.Tenant = request.Tenant;
            entry.Body = request.Body;
            entry.Code = null;
            entry.ChangedAt = now;
            entry.LeaseUntil = now + lease;
            entry.DoubtSince = mayExist ? entry.DoubtSince : now;
            entry.ClaimId = Interlocked.Increment(ref _claims).ToString(CultureInfo.InvariantCulture);
            entry.History = entry.History.Begun(entry.Attempts, now);

            return Task.FromResult<Claim>(
                new Claim.Granted
                {
                    Key = key,
                    Request = request,
                    ClaimId = entry.ClaimId,
                    Attempt = entry.Attempts,
                    FirstClaimedAt = entry.FirstClaimedAt,
                    MayExist = mayExist,
                    DoubtedFor = known.DoubtedFor,
                    History = entry.History,
                }
            );
        }
    }

    public Task<Recording> CompleteAsync(Claim.Granted claim, ReadOnlyMemory<byte> answer) =>
        Record(
            claim,
            (entry, now) =>
            {
                entry.State = DeliveryState.Done;
                entry.Answer = answer.ToArray();
                entry.Body = default;
                entry.History = entry.History.Ended(ClaimState.Done, code: null, now);
                Keep(claim.Key);
            }
        );

    public Task<Recording> ReleaseAsync(Claim.Granted claim, ProblemCode code, Doubt doubt) =>
        Record(
            claim,
            (entry, now) =>
            {
                var (state, end) =
                    doubt is Doubt.None
                        ? (DeliveryState.Failed, ClaimState.Failed)
                        : (DeliveryState.Unknown, ClaimState.Unknown);
                entry.State = state;
                entry.Code = ProblemCatalog.Of(code).Name;
                entry.DoubtSince = doubt is Doubt.New ? now : entry.DoubtSince;
                entry.History = entry.History.Ended(end, entry.Code, now);
            }
        );

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query)
    {
        List<DeliverySummary> found =
        [
            .. _entries
                .Where(pair => pair.Key.Partner.Equals(partner, StringComparison.Ordinal))
                .Where(pair => string.CompareOrdinal(pair.Key.DeliveryId, query.Continuation) > 0)
                .OrderBy(pair => pair.Key.DeliveryId, StringComparer.Ordinal)
                .Select(pair => Read(pair.Key, pair.Value).Summary)
                .Where(delivery => delivery.Attempts > 0)
                .Where(delivery => query.State is null || delivery.State == query.State)
                .Where(delivery => query.Code is null || query.Code.Equals(delivery.Code, StringComparison.Ordinal))
                .Where(delivery => query.Since is null || delivery.ChangedAt >= query.Since)
                .Take(query.Limit + 1),
        ];
        Result<DeliveryPage> page =
            found.Count > query.Limit
                ? new DeliveryPage(found[..query.Limit], found[query.Limit - 1].Key.DeliveryId)
                : new DeliveryPage(found, null);
        return Task.FromResult(page);
    }

    public Task<Result<KeptDelivery>> ReadAsync(DeliveryKey key)
    {
        Result<KeptDelivery> delivery =
            _entries.TryGetValue(key, out var entry) && Read(key, entry) is { Summary.Attempts: > 0 } kept
                ? kept
                : ArchiveProblems.UnknownDelivery;
        return Task.FromResult(delivery);
    }

    private Task<Recording> Record(Claim.Granted claim, Action<Entry, DateTimeOffset> end)
    {
        if (!_entries.TryGetValue(claim.Key, out var entry))
        {
            return Task.FromResult(Recording.Overtaken);
        }

        lock (entry)
        {
            if (!string.Equals(entry.ClaimId, claim.ClaimId, StringComparison.Ordinal))
            {
                return Task.FromResult(Recording.Overtaken);
            }

            if (entry.State is not DeliveryState.InProgress)
            {
                // The claim's own end, recorded before.
                return Task.FromResult(Recording.Recorded);
            }

            entry.ChangedAt = clock.GetUtcNow();
            end(entry, entry.ChangedAt);
            return Task.FromResult(Recording.Recorded);
        }
    }

    /// <summary>Keeps a delivery that is done, in the place of the one that has been done for longest.</summary>
    private void Keep(DeliveryKey key)
    {
        _done.Enqueue(key);
        if (Interlocked.Increment(ref _doneCount) > options.KeptWhenDone && _done.TryDequeue(out var oldest))
        {
            Interlocked.Decrement(ref _doneCount);
            _entries.TryRemove(oldest, out _);
        }
    }

    private static KeptDelivery Read(DeliveryKey key, Entry entry)
    {
        lock (entry)
        {
            return new KeptDelivery
            {
                Summary = new DeliverySummary
                {
                    Key = key,
                    Tenant = entry.Tenant,
                    State = entry.State,
                    Code = entry.Code,
                    Attempts = entry.Attempts,
                    FirstClaimedAt = entry.FirstClaimedAt,
                    ChangedAt = entry.ChangedAt,
                    LeaseUntil = entry.State is DeliveryState.InProgress ? entry.LeaseUntil : null,
                },
                DoubtSince = entry.State is DeliveryState.Unknown ? entry.DoubtSince : null,
                History = entry.History,
                BodyHash = entry.BodyHash,
                Body = entry.Body,
                Answer = entry.Answer,
            };
        }
    }

    private sealed class Entry(DeliveryRequest request, DateTimeOffset firstClaimedAt)
    {
        public byte[] BodyHash { get; } = request.BodyHash;

        public DateTimeOffset FirstClaimedAt { get; } = firstClaimedAt;

        public DeliveryState State { get; set; }

        public string Tenant { get; set; } = "";

        public string? Code { get; set; }

        public int Attempts { get; set; }

        public DateTimeOffset ChangedAt { get; set; }

        public DateTimeOffset LeaseUntil { get; set; }

        public DateTimeOffset DoubtSince { get; set; }

        public string ClaimId { get; set; } = "";

        public ClaimHistory History { get; set; } = ClaimHistory.None;

        public ReadOnlyMemory<byte> Body { get; set; }

        public byte[]? Answer { get; set; }
    }
}
