namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// The customers that this instance wrote last, with their versions. So a claim need not read first. It keeps two
/// generations: when the young one is full, the old one is dropped.
/// </summary>
internal sealed class KnownCustomers
{
    /// <summary>How many customers a generation holds.</summary>
    public const int Limit = 5_000;

    private readonly Lock _lock = new();
    private Dictionary<CustomerKey, CustomerRecord> _young = [];
    private Dictionary<CustomerKey, CustomerRecord> _old = [];

    public CustomerRecord? Find(CustomerKey key)
    {
        lock (_lock)
        {
            return _young.GetValueOrDefault(key) ?? _old.GetValueOrDefault(key);
        }
    }

    public void Put(CustomerRecord customer)
    {
        lock (_lock)
        {
            _young[customer.Key] = customer;
            if (_young.Count == Limit)
            {
                (_old, _young) = (_young, []);
            }
        }
    }

    public void Remove(CustomerKey key)
    {
        lock (_lock)
        {
            _young.Remove(key);
            _old.Remove(key);
        }
    }
}
