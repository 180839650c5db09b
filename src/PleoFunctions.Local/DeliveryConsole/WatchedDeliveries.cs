using System.Threading.Channels;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The last thousand deliveries, and who is watching them.</summary>
internal sealed class WatchedDeliveries(TimeProvider clock)
{
    /// <summary>How many deliveries are kept.</summary>
    public const int Limit = 1000;

    /// <summary>How much the bodies of all of them may weigh, in bytes; the oldest lose theirs first.</summary>
    public const int BodiesLimit = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<WatchedDelivery> _kept = new();
    private readonly Queue<WatchedDelivery> _withBodies = new();
    private readonly List<Channel<bool>> _watchers = [];
    private long _count;
    private long _version;
    private long _lostVersion;
    private long _weight;

    /// <summary>Begins to watch a delivery.</summary>
    /// <param name="request">The webhook, or the operator's request to run a delivery again.</param>
    /// <param name="partner">The partner named in the route.</param>
    /// <param name="replayed">The delivery to run again; null for a webhook.</param>
    public WatchedDelivery Add(HttpRequest request, string partner, string? replayed)
    {
        lock (_gate)
        {
            var delivery = new WatchedDelivery(++_count, request, partner, replayed, clock.GetUtcNow());
            _kept.Enqueue(delivery);
            if (_kept.Count > Limit)
            {
                var oldest = _kept.Dequeue();
                _lostVersion = Math.Max(_lostVersion, oldest.Version);
                while (_withBodies.TryPeek(out var next) && next.Number <= oldest.Number)
                {
                    ForgetNextBodies();
                }
            }

            Announce(delivery);
            return delivery;
        }
    }

    /// <summary>Tells all who watch that a delivery is not what it was.</summary>
    public void Changed(WatchedDelivery delivery)
    {
        lock (_gate)
        {
            Announce(delivery);
        }
    }

    /// <summary>A delivery has ended: from now on its bodies weigh what they weigh.</summary>
    public void Ended(WatchedDelivery delivery)
    {
        lock (_gate)
        {
            delivery.BookedWeight = delivery.Weight;
            _weight += delivery.BookedWeight;
            _withBodies.Enqueue(delivery);
            while (_weight > BodiesLimit)
            {
                ForgetNextBodies();
            }

            Announce(delivery);
        }
    }

    /// <summary>The delivery of that number; null when it is not kept any more.</summary>
    public WatchedDelivery? Find(long number)
    {
        lock (_gate)
        {
            return _kept.FirstOrDefault(delivery => delivery.Number == number);
        }
    }

    /// <summary>What has changed since a version.</summary>
    /// <param name="version">Where the last call ended, or -1 for all there is.</param>
    public DeliveryChanges ChangesSince(long version)
    {
        lock (_gate)
        {
            // Who has missed what is not kept any more begins anew.
            var whole = version < _lostVersion || version > _version;
            return new DeliveryChanges(
                _version,
                whole,
                _count,
                [.. _kept.Where(one => whole || one.Version > version).Select(one => one.Summarize())]
            );
        }
    }

    /// <summary>Begins to wait for changes. However many there are, no more than one is held for a watcher.</summary>
    public Channel<bool> Subscribe()
    {
        var watcher = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );
        lock (_gate)
        {
            _watchers.Add(watcher);
        }

        return watcher;
    }

    public void Unsubscribe(Channel<bool> watcher)
    {
        lock (_gate)
        {
            _watchers.Remove(watcher);
        }
    }

    private void Announce(WatchedDelivery delivery)
    {
        delivery.Version = ++_version;
        foreach (var watcher in _watchers)
        {
            watcher.Writer.TryWrite(true);
        }
    }

    private void ForgetNextBodies()
    {
        var delivery = _withBodies.Dequeue();
        _weight -= delivery.BookedWeight;
        delivery.BookedWeight = 0;
        delivery.ForgetBodies();
    }
}
