using System.Collections.Concurrent;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>A ledger for one process, that forgets when it ends. For Development.</summary>
internal sealed class InMemoryDeliveryLedger(TimeProvider clock) : IDeliveryLedger
{
    private readonly ConcurrentDictionary<DeliveryKey, Entry> _entries = new();

    public Task<Claim> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        var now = clock.GetUtcNow();
        var entry = _entries.GetOrAdd(
            key,
            static (_, first) => new Entry(first.request.BodyHash, first.now),
            (request, now)
        );

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
            entry.LeaseUntil = now + lease;
            entry.DoubtSince = mayExist ? entry.DoubtSince : now;
            entry.ClaimId = Guid.NewGuid().ToString("N");

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
                }
            );
        }
    }

    public Task<Recording> CompleteAsync(Claim.Granted claim, ReadOnlyMemory<byte> answer) =>
        Record(claim, DeliveryState.Done, Doubt.None, answer.ToArray());

    public Task<Recording> ReleaseAsync(Claim.Granted claim, ProblemCode code, Doubt doubt) =>
        Record(claim, doubt is Doubt.None ? DeliveryState.Failed : DeliveryState.Unknown, doubt, answer: null);

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<Recording> Record(Claim.Granted claim, DeliveryState state, Doubt doubt, byte[]? answer)
    {
        var entry = _entries[claim.Key];
        lock (entry)
        {
            if (!string.Equals(entry.ClaimId, claim.ClaimId, StringComparison.Ordinal))
            {
                return Task.FromResult(Recording.Overtaken);
            }

            entry.State = state;
            entry.Answer = answer;
            entry.DoubtSince = doubt is Doubt.New ? clock.GetUtcNow() : entry.DoubtSince;
            return Task.FromResult(Recording.Recorded);
        }
    }

    private sealed class Entry(byte[] bodyHash, DateTimeOffset firstClaimedAt)
    {
        public byte[] BodyHash { get; } = bodyHash;

        public DateTimeOffset FirstClaimedAt { get; } = firstClaimedAt;

        public DeliveryState State { get; set; }

        public int Attempts { get; set; }

        public DateTimeOffset LeaseUntil { get; set; }

        public DateTimeOffset DoubtSince { get; set; }

        public string ClaimId { get; set; } = "";

        public byte[]? Answer { get; set; }
    }
}
