using System.Runtime.InteropServices;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>
/// The deliveries that were done last, kept as numbers and bytes alone: a collection neither copies them nor looks
/// through them, however many there are. Not for several threads at once.
/// </summary>
internal sealed class DoneDeliveries
{
    private const int ChunkLength = 4096;

    private readonly int _limit;
    private readonly List<Slot[]> _chunks = [];
    private readonly ByteBlocks _bytes = new();
    private readonly HashSet<int> _index;
    private readonly HashSet<int>.AlternateLookup<DeliveryKey> _byKey;
    private int _oldest;

    /// <param name="limit">How many are kept, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is less.</exception>
    public DoneDeliveries(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        _limit = limit;
        _index = new HashSet<int>(new KeyComparer(this));
        _byKey = _index.GetAlternateLookup<DeliveryKey>();
    }

    /// <summary>How many there are now.</summary>
    public int Count => _index.Count;

    /// <summary>Keeps a delivery, in the place of the one that was done first when there are enough.</summary>
    /// <param name="delivery">The delivery, whose last claim is the one that did it.</param>
    /// <param name="doneAt">When it was done.</param>
    /// <param name="answer">The body of its answer.</param>
    public void Add(OpenDelivery delivery, DateTimeOffset doneAt, ReadOnlySpan<byte> answer)
    {
        if (_limit == 0)
        {
            return;
        }

        var (partner, id) = delivery.Key;
        var earlier = delivery.Earlier.Claims.Count == 0 ? "" : delivery.Earlier.Write();
        var length = (partner.Length + id.Length + delivery.Tenant.Length + earlier.Length) * sizeof(char);
        var slot = new Slot
        {
            KeyHash = delivery.Key.GetHashCode(),
            BodyHash = delivery.BodyHash,
            Attempts = delivery.Attempts,
            FirstClaimedAt = delivery.FirstClaimedAt,
            ClaimedAt = delivery.ClaimedAt,
            DoneAt = doneAt,
            PartnerLength = partner.Length,
            IdLength = id.Length,
            TenantLength = delivery.Tenant.Length,
            EarlierLength = earlier.Length,
            Piece = _bytes.Take(length + answer.Length),
        };

        var rest = _bytes[slot.Piece];
        Write(partner, ref rest);
        Write(id, ref rest);
        Write(delivery.Tenant, ref rest);
        Write(earlier, ref rest);
        answer.CopyTo(rest);
        _index.Add(Place(slot));
    }

    /// <summary>Finds a delivery that is kept.</summary>
    public bool TryFind(DeliveryKey key, out int number) => _byKey.TryGetValue(key, out number);

    /// <summary>What a ledger has to know of a delivery that was found.</summary>
    public KnownDelivery ToKnown(int number)
    {
        ref readonly var slot = ref At(number);
        return new(slot.BodyHash, DeliveryState.Done, TimeSpan.Zero, TimeSpan.Zero, AnswerOf(slot).ToArray());
    }

    /// <summary>A delivery that was found was done by that claim.</summary>
    public bool WasDoneBy(int number, Claim.Granted claim)
    {
        ref readonly var slot = ref At(number);
        return slot.Attempts == claim.Attempt && slot.FirstClaimedAt == claim.FirstClaimedAt;
    }

    /// <summary>What can be told in a line of those of a partner's deliveries that a query asks for, in no order.</summary>
    public List<DeliverySummary> List(string partner, DeliveryQuery query)
    {
        var found = new List<DeliverySummary>();
        if (query.State is not (null or DeliveryState.Done) || query.Code is not null)
        {
            return found;
        }

        for (var number = 0; number < Count; number++)
        {
            ref readonly var slot = ref At(number);
            var texts = Texts(slot);
            var id = texts.Slice(slot.PartnerLength, slot.IdLength);
            if (
                texts[..slot.PartnerLength].SequenceEqual(partner)
                && id.CompareTo(query.Continuation, StringComparison.Ordinal) > 0
                && (query.Since is null || slot.DoneAt >= query.Since)
            )
            {
                found.Add(SummaryOf(slot));
            }
        }

        return found;
    }

    /// <summary>All that is kept of a delivery that was found.</summary>
    public KeptDelivery ToKept(int number)
    {
        ref readonly var slot = ref At(number);
        var earlier = slot.EarlierLength == 0 ? null : new string(Texts(slot)[^slot.EarlierLength..]);
        return new KeptDelivery
        {
            Summary = SummaryOf(slot),
            History = ClaimHistory
                .Read(earlier)
                .Begun(slot.Attempts, slot.ClaimedAt)
                .Ended(ClaimState.Done, code: null, slot.DoneAt),
            BodyHash = slot.BodyHash,
            Answer = AnswerOf(slot).ToArray(),
        };
    }

    private ref Slot At(int number) => ref _chunks[number / ChunkLength][number % ChunkLength];

    /// <summary>Puts a delivery where there is none, or where the oldest is.</summary>
    /// <returns>Where.</returns>
    private int Place(in Slot slot)
    {
        var place = Count;
        if (place == _limit)
        {
            place = _oldest;
            _oldest = (_oldest + 1) % _limit;
            _index.Remove(place);
            _bytes.Give(At(place).Piece);
        }
        else if (place == _chunks.Count * ChunkLength)
        {
            // A list would copy all that it has whenever it grows.
            _chunks.Add(new Slot[ChunkLength]);
        }

        At(place) = slot;
        return place;
    }

    private DeliverySummary SummaryOf(in Slot slot)
    {
        var texts = Texts(slot);
        var tenantAt = slot.PartnerLength + slot.IdLength;
        return new DeliverySummary
        {
            Key = new DeliveryKey(
                new string(texts[..slot.PartnerLength]),
                new string(texts.Slice(slot.PartnerLength, slot.IdLength))
            ),
            Tenant = new string(texts.Slice(tenantAt, slot.TenantLength)),
            State = DeliveryState.Done,
            Attempts = slot.Attempts,
            FirstClaimedAt = slot.FirstClaimedAt,
            ChangedAt = slot.DoneAt,
        };
    }

    /// <summary>Partner, id, tenant and earlier claims, one after the other.</summary>
    private ReadOnlySpan<char> Texts(in Slot slot) =>
        MemoryMarshal.Cast<byte, char>(_bytes[slot.Piece][..slot.TextBytes]);

    private ReadOnlySpan<byte> AnswerOf(in Slot slot) => _bytes[slot.Piece][slot.TextBytes..];

    private static void Write(string text, ref Span<byte> rest)
    {
        MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(rest);
        rest = rest[(text.Length * sizeof(char))..];
    }

    /// <summary>A delivery without its texts. It refers to nothing, so that there is nothing to follow.</summary>
    private readonly struct Slot
    {
        public required int KeyHash { get; init; }

        public required BodyHash BodyHash { get; init; }

        public required int Attempts { get; init; }

        public required DateTimeOffset FirstClaimedAt { get; init; }

        public required DateTimeOffset ClaimedAt { get; init; }

        public required DateTimeOffset DoneAt { get; init; }

        public required int PartnerLength { get; init; }

        public required int IdLength { get; init; }

        public required int TenantLength { get; init; }

        public required int EarlierLength { get; init; }

        public required ByteBlocks.Piece Piece { get; init; }

        public int TextBytes => (PartnerLength + IdLength + TenantLength + EarlierLength) * sizeof(char);
    }

    /// <summary>Finds a delivery's number by its key, without a key for each that is kept.</summary>
    private sealed class KeyComparer(DoneDeliveries all)
        : IEqualityComparer<int>,
            IAlternateEqualityComparer<DeliveryKey, int>
    {
        public bool Equals(int one, int other) => one == other;

        public int GetHashCode(int number) => all.At(number).KeyHash;

        public int GetHashCode(DeliveryKey key) => key.GetHashCode();

        public bool Equals(DeliveryKey key, int number)
        {
            ref readonly var slot = ref all.At(number);
            var texts = all.Texts(slot);
            return texts[..slot.PartnerLength].SequenceEqual(key.Partner)
                && texts.Slice(slot.PartnerLength, slot.IdLength).SequenceEqual(key.DeliveryId);
        }

        public int Create(DeliveryKey key) => throw new NotSupportedException("A key alone is no delivery.");
    }
}
