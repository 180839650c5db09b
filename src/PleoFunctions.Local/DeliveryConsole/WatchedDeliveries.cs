using System.Text.Json.Serialization;
using System.Threading.Channels;
using PleoFunctions.Onboarding.Ledger;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>The latest deliveries, and the pages that watch them.</summary>
internal sealed class WatchedDeliveries(TimeProvider clock)
{
    /// <summary>How many deliveries are kept.</summary>
    public const int Limit = 1000;

    /// <summary>How much memory all bodies together may take, in bytes. The oldest deliveries lose theirs first.</summary>
    public const int BodiesLimit = 32 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<WatchedDelivery> _kept = new();
    private readonly Queue<WatchedDelivery> _withBodies = new();
    private readonly List<Channel<bool>> _watchers = [];
    private long _count;
    private long _version;
    private long _droppedVersion;
    private long _bodiesSize;

    /// <summary>Adds a delivery that has just arrived.</summary>
    /// <param name="request">The webhook, or an operator's request for a replay.</param>
    /// <param name="partner">The partner named in the route.</param>
    /// <param name="replayed">The id of the delivery to replay; null for a webhook.</param>
    public WatchedDelivery Add(HttpRequest request, string partner, string? replayed)
    {
        lock (_gate)
        {
            var delivery = new WatchedDelivery(++_count, request, partner, replayed, clock.GetUtcNow());
            Keep(delivery);
            Notify(delivery);
            return delivery;
        }
    }

    /// <summary>Adds a run by recovery to its delivery, or a delivery for it if none is kept.</summary>
    public void AddRecovery(WatchedRun run)
    {
        // While its customer is busy, each run of recovery finds a delivery that waits, and changes nothing.
        if (run is not { Key: { } key, Outcome: { } outcome } || RunOutcome.IsBusy(outcome))
        {
            return;
        }

        lock (_gate)
        {
            var delivery = _kept.LastOrDefault(one => one.Key == key);
            if (delivery is null)
            {
                delivery = new WatchedDelivery(++_count, run);
                Keep(delivery);
            }
            else
            {
                delivery.Add(run);
            }

            CountBodies(delivery);
            Notify(delivery);
        }
    }

    /// <summary>The deliveries whose last run did not succeed, so recovery may have given them up.</summary>
    public IReadOnlyList<(WatchedDelivery Delivery, DeliveryKey Key)> FindOpen()
    {
        lock (_gate)
        {
            return
            [
                .. from delivery in _kept
                let key = delivery.Key
                where key is not null
                group delivery by key.Value into sent
                let last = sent.Last()
                where last.Summary is { IsDead: false, Status: not StatusCodes.Status200OK }
                select (last, sent.Key),
            ];
        }
    }

    /// <summary>Tells every watcher that a delivery has changed.</summary>
    public void MarkChanged(WatchedDelivery delivery)
    {
        lock (_gate)
        {
            Notify(delivery);
        }
    }

    /// <summary>A delivery was answered, or its run has ended after that, so the size of its bodies is counted.</summary>
    public void MarkEnded(WatchedDelivery delivery)
    {
        lock (_gate)
        {
            CountBodies(delivery);
            Notify(delivery);
        }
    }

    /// <summary>The delivery with a number; null when it is no longer kept.</summary>
    public WatchedDelivery? Find(long number)
    {
        lock (_gate)
        {
            return _kept.FirstOrDefault(delivery => delivery.Number == number);
        }
    }

    /// <summary>The deliveries that changed after a version.</summary>
    /// <param name="version">The version that the last call returned, or -1 for everything.</param>
    public DeliveryChanges ChangesSince(long version)
    {
        lock (_gate)
        {
            // A page that missed a dropped delivery, or comes from another process, gets everything again.
            var whole = version < _droppedVersion || version > _version;
            return new DeliveryChanges(
                _version,
                whole,
                _count,
                [.. _kept.Where(one => whole || one.Version > version).Select(one => one.Summary)]
            );
        }
    }

    /// <summary>Starts to watch. The channel holds at most one signal, however many changes there are.</summary>
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

    private void Keep(WatchedDelivery delivery)
    {
        _kept.Enqueue(delivery);
        if (_kept.Count > Limit)
        {
            var oldest = _kept.Dequeue();
            _droppedVersion = Math.Max(_droppedVersion, oldest.Version);
            while (_withBodies.TryPeek(out var next) && next.Number <= oldest.Number)
            {
                ForgetNextBodies();
            }
        }
    }

    private void CountBodies(WatchedDelivery delivery)
    {
        var isNew = delivery.CountedSize == 0;
        _bodiesSize -= delivery.CountedSize;
        delivery.CountedSize = delivery.MemorySize;
        _bodiesSize += delivery.CountedSize;
        if (isNew)
        {
            _withBodies.Enqueue(delivery);
        }

        while (_bodiesSize > BodiesLimit)
        {
            ForgetNextBodies();
        }
    }

    private void Notify(WatchedDelivery delivery)
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
        _bodiesSize -= delivery.CountedSize;
        delivery.CountedSize = 0;
        delivery.ForgetBodies();
    }
}

/// <summary>The changes that a page has not seen.</summary>
/// <param name="Version">The version of the last change.</param>
/// <param name="IsWhole">These are all deliveries, and they replace those that the page has.</param>
/// <param name="Count">How many deliveries have arrived since the process started.</param>
/// <param name="Deliveries">The deliveries, oldest first.</param>
internal sealed record DeliveryChanges(
    [property: JsonIgnore] long Version,
    [property: JsonIgnore] bool IsWhole,
    long Count,
    IReadOnlyList<DeliverySummary> Deliveries
);
