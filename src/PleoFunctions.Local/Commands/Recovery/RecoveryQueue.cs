using System.Diagnostics.CodeAnalysis;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Local.Commands.Recovery;

/// <summary>Gives out deliveries, the oldest first, and never two of one customer at the same time.</summary>
internal sealed class RecoveryQueue
{
    private readonly Dictionary<string, Queue<(int Position, DeliveryDocument Delivery)>> _customers;
    private readonly PriorityQueue<string, int> _free = new();

    /// <param name="deliveries">The deliveries, in the order in which to give them out.</param>
    public RecoveryQueue(IEnumerable<DeliveryDocument> deliveries)
    {
        _customers = deliveries
            .Select((delivery, position) => (Position: position, Delivery: delivery))
            .GroupBy(one => one.Delivery.Tenant, StringComparer.Ordinal)
            .ToDictionary(
                customer => customer.Key,
                customer => new Queue<(int Position, DeliveryDocument Delivery)>(customer),
                StringComparer.Ordinal
            );
        foreach (var tenant in _customers.Keys)
        {
            Release(tenant);
        }
    }

    /// <summary>Whether <see cref="TryTake"/> would give one out.</summary>
    public bool HasNext => _free.Count > 0;

    /// <summary>Takes the oldest delivery of a customer that is free. The customer is busy until it is released.</summary>
    public bool TryTake([NotNullWhen(true)] out DeliveryDocument? delivery)
    {
        delivery = _free.TryDequeue(out var tenant, out _) ? _customers[tenant].Dequeue().Delivery : null;
        return delivery is not null;
    }

    /// <summary>The customer's delivery has ended.</summary>
    public void Release(string tenant)
    {
        if (_customers[tenant].TryPeek(out var next))
        {
            _free.Enqueue(tenant, next.Position);
        }
    }
}
