using System.Runtime.InteropServices;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>
/// The deliveries that were done last, kept as numbers and bytes alone: a collection neither copies them nor looks
/// through them, however many there are. Not for several threads at once.
/// </summary>
internal sealed class DoneDeliveries
{
    private readonly int _limit;
    private readonly List<Slot> _slots = [];
    private readonly ByteBlocks _bytes = new();
    private readonly HashSet<int> _index;
    private readonly HashSet<int>.AlternateLookup<DeliveryKey> _byKey;
    private int _oldest;

    /// <param name="limit">How many are kept.</param>
    public DoneDeliveries(int limit)
    {
        _limit = limit;
        _index = new HashSet<int>(new KeyComparer(this));
        _byKey = _index.GetAlternateLookup<DeliveryKey>();
    }

    /// <summary>Keeps a delivery, in the place of the one that was done first when there are enough.</summary>
    /// <param name="delivery">The delivery, which is done.</param>
    /// <param name="answer">The body of its answer.</param>
    public void Add(OpenDelivery delivery, ReadOnlySpan<byte> answer)
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
            DoneAt = delivery.ChangedAt,
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
        ref readonly var slot = ref Slots[number];
        return new(slot.BodyHash, DeliveryState.Done, TimeSpan.Zero, TimeSpan.Zero, AnswerOf(slot).ToArray());
    }

    /// <summary>A delivery that was found was done by that claim.</summary>
    public bool WasDoneBy(int number, Claim.Granted claim)
    {
        ref readonly var slot = ref Slots[number];
        return slot.Attempts == claim.Attempt && slot.FirstClaimedAt == claim.FirstClaimedAt;
    }

    /// <summary>What can be told in a line of each of a partner's deliveries, in no order.</summary>
    public List<DeliverySummary> ListOf(string partner)
    {
        var found = new List<DeliverySummary>();
        foreach (ref readonly var slot in Slots)
        {
            if (Texts(slot)[..slot.PartnerLength].SequenceEqual(partner))
            {
                found.Add(SummaryOf(slot));
            }
        }

        return found;
    }

    /// <summary>All that is kept of a delivery that was found.</summary>
    public KeptDelivery ToKept(int number)
    {
        ref readonly var slot = ref Slots[number];
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

    private Span<Slot> Slots => CollectionsMarshal.AsSpan(_slots);

    /// <summary>Puts a delivery where there is none, or where the oldest is.</summary>
    /// <returns>Where.</returns>
    private int Place(Slot slot)
    {
        if (_slots.Count < _limit)
        {
            _slots.Add(slot);
            return _slots.Count - 1;
        }

        var place = _oldest;
        _index.Remove(place);
        _bytes.Give(_slots[place].Piece);
        _slots[place] = slot;
        _oldest = (_oldest + 1) % _limit;
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

        public int GetHashCode(int number) => all.Slots[number].KeyHash;

        public int GetHashCode(DeliveryKey key) => key.GetHashCode();

        public bool Equals(DeliveryKey key, int number)
        {
            ref readonly var slot = ref all.Slots[number];
            var texts = all.Texts(slot);
            return texts[..slot.PartnerLength].SequenceEqual(key.Partner)
                && texts.Slice(slot.PartnerLength, slot.IdLength).SequenceEqual(key.DeliveryId);
        }

        public int Create(DeliveryKey key) => throw new NotSupportedException("A key alone is no delivery.");
    }
}
