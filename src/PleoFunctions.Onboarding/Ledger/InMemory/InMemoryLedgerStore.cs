using System.Globalization;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger.InMemory;

/// <summary>
/// A store for one process that forgets when the process ends. For Development. It keeps the newest customers, so that it
/// does not grow without end, and all that have open deliveries.
/// </summary>
internal sealed class InMemoryLedgerStore(TimeProvider clock, InMemoryLedgerOptions options) : ILedgerStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CustomerKey, Customer> _customers = [];
    private readonly Queue<CustomerKey> _oldest = [];
    private readonly Dictionary<(string Partner, string Company), string> _companies = [];
    private readonly Dictionary<DeliveryKey, DeliverySummary> _open = [];
    private readonly Dictionary<CustomerKey, List<AuditRecord>> _audit = [];
    private long _version;

    public LedgerRows? Guess(DeliveryKey key) => null;

    public ValueTask<Result<LedgerRows>> ReadAsync(DeliveryKey key)
    {
        lock (_lock)
        {
            var customer = _customers.GetValueOrDefault(key.Customer);
            return new(
                new LedgerRows(
                    customer?.Record,
                    customer?.Deliveries.GetValueOrDefault(key.DeliveryId),
                    clock.GetUtcNow()
                )
                {
                    IsErased = customer?.HasErased(key.DeliveryId) is true,
                }
            );
        }
    }

    public ValueTask<LedgerWrite> WriteAsync(CustomerRecord customer, IReadOnlyList<DeliveryRecord> deliveries)
    {
        lock (_lock)
        {
            var stored = _customers.GetValueOrDefault(customer.Key);
            if (!IsVersion(customer.Version, stored?.Record.Version))
            {
                return new(LedgerWrite.Changed);
            }

            for (var number = 0; number < deliveries.Count; number++)
            {
                if (!IsVersion(deliveries[number].Version, stored?.VersionOf(deliveries[number])))
                {
                    return new(LedgerWrite.Changed);
                }
            }

            var now = clock.GetUtcNow();
            var record = Stamp(customer, now);
            if (stored is null)
            {
                stored = new Customer { Record = record };
                _customers.Add(customer.Key, stored);
                _oldest.Enqueue(customer.Key);
                ForgetOldest();
            }

            stored.Record = record;
            var written = new DeliveryRecord[deliveries.Count];
            for (var number = 0; number < written.Length; number++)
            {
                written[number] = Stamp(deliveries[number], now, record.Version);
                stored.Put(written[number], options.KeptDeliveries);
                Index(written[number].Summary, record);
            }

            return new(
                new LedgerWrite(LedgerWriteResult.Written)
                {
                    At = now,
                    Customer = record,
                    Deliveries = written,
                }
            );
        }
    }

    public ValueTask<Result<string>> BindAsync(CustomerKey customer, string company)
    {
        lock (_lock)
        {
            _companies.TryAdd((customer.Partner, company), customer.Tenant);
            return new(_companies[(customer.Partner, company)]);
        }
    }

    public ValueTask<Result<string>> UnbindAsync(CustomerKey customer, string company)
    {
        lock (_lock)
        {
            var tenant = _companies.GetValueOrDefault((customer.Partner, company), "");
            if (tenant.Equals(customer.Tenant, StringComparison.Ordinal))
            {
                _companies.Remove((customer.Partner, company));
            }

            return new(tenant);
        }
    }

    public ValueTask<Problem?> ForgetAsync(CustomerKey customer)
    {
        lock (_lock)
        {
            foreach (var (binding, tenant) in _companies)
            {
                if (new CustomerKey(binding.Partner, tenant) == customer)
                {
                    _companies.Remove(binding);
                }
            }

            return new((Problem?)null);
        }
    }

    public ValueTask<Result<ErasableRows>> ReadErasableAsync(CustomerKey key, int limit)
    {
        lock (_lock)
        {
            var customer = _customers.GetValueOrDefault(key);
            return new(
                new ErasableRows(
                    customer?.Record,
                    customer is null ? [] : [.. customer.Deliveries.Keys.Take(limit)],
                    clock.GetUtcNow()
                )
            );
        }
    }

    public ValueTask<LedgerWrite> EraseAsync(CustomerRecord customer, IReadOnlyList<string> deliveryIds)
    {
        lock (_lock)
        {
            if (
                !_customers.TryGetValue(customer.Key, out var stored)
                || !IsVersion(customer.Version, stored.Record.Version)
            )
            {
                return new(LedgerWrite.Changed);
            }

            var now = clock.GetUtcNow();
            stored.Record = Stamp(customer, now);
            stored.Erase(deliveryIds);
            foreach (var id in deliveryIds)
            {
                _open.Remove(new DeliveryKey(customer.Key, id));
            }

            return new(new LedgerWrite(LedgerWriteResult.Written) { At = now, Customer = stored.Record });
        }
    }

    public ValueTask<Problem?> WriteAuditAsync(CustomerKey customer, AuditRecord record)
    {
        lock (_lock)
        {
            if (!_audit.TryGetValue(customer, out var records))
            {
                records = [];
                _audit.Add(customer, records);
            }

            var known = records.FindIndex(one => one.Id.Equals(record.Id, StringComparison.Ordinal));
            if (known < 0)
            {
                records.Add(record);
                if (records.Count > AuditRecord.MaxShown)
                {
                    records.RemoveAt(0);
                }
            }
            else
            {
                var deliveryId = record.DeliveryId is null ? null : records[known].DeliveryId;
                records[known] = records[known] with { Outcome = record.Outcome, DeliveryId = deliveryId };
            }

            return new((Problem?)null);
        }
    }

    public ValueTask<Problem?> RedactAuditAsync(CustomerKey customer)
    {
        lock (_lock)
        {
            if (_audit.TryGetValue(customer, out var records))
            {
                _audit[customer] = [.. records.Select(record => record with { DeliveryId = null })];
            }

            return new((Problem?)null);
        }
    }

    public Task<Result<CustomerPage>> ReadCustomerAsync(CustomerKey key, int limit)
    {
        lock (_lock)
        {
            Result<CustomerPage> page =
                _customers.TryGetValue(key, out var customer) && !customer.Record.IsErased
                    ? new CustomerPage(
                        customer.Record,
                        [
                            .. customer
                                .Deliveries.Values.OrderByDescending(delivery => delivery.Number)
                                .Take(limit)
                                .Select(delivery => delivery.Summary),
                        ],
                        [
                            .. _audit
                                .GetValueOrDefault(key, [])
                                .OrderByDescending(record => record.At)
                                .Take(AuditRecord.MaxShown),
                        ]
                    )
                    : LedgerProblems.UnknownCustomer;
            return Task.FromResult(page);
        }
    }

    public Task<Result<OpenDelivery[]>> ReadOpenAsync(string partner)
    {
        lock (_lock)
        {
            Result<OpenDelivery[]> open = _open
                .Values.Where(delivery => delivery.Key.Customer.Partner.Equals(partner, StringComparison.Ordinal))
                .Select(delivery => new OpenDelivery(delivery, Version: ""))
                .ToArray();
            return Task.FromResult(open);
        }
    }

    public Task CorrectAsync(OpenDelivery entry, DeliverySummary? delivery)
    {
        lock (_lock)
        {
            if (_open.GetValueOrDefault(entry.Summary.Key) != entry.Summary)
            {
                return Task.CompletedTask;
            }

            if (delivery is null)
            {
                _open.Remove(entry.Summary.Key);
            }
            else
            {
                _open[entry.Summary.Key] = delivery;
            }
        }

        return Task.CompletedTask;
    }

    public Task<Result<Sweep>> SweepAsync(string partner, int slice, SweepLimits limits, CancellationToken stop)
    {
        var deleted = 0;
        lock (_lock)
        {
            foreach (var customer in _customers.Values)
            {
                if (customer.Record.Key.Partner.Equals(partner, StringComparison.Ordinal))
                {
                    foreach (var key in customer.Forget(limits.Before))
                    {
                        _open.Remove(key);
                        deleted++;
                    }
                }
            }

            foreach (var (customer, records) in _audit)
            {
                if (customer.Partner.Equals(partner, StringComparison.Ordinal))
                {
                    records.RemoveAll(record => record.At < limits.Before);
                    if (records.Count == 0)
                    {
                        _audit.Remove(customer);
                    }
                }
            }
        }

        Result<Sweep> sweep = new Sweep(deleted);
        return Task.FromResult(sweep);
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool IsVersion(string expected, string? stored) =>
        expected.Equals(stored ?? "", StringComparison.Ordinal);

    private void Index(DeliverySummary delivery, CustomerRecord customer)
    {
        if (delivery.State is DeliveryState.Done && customer.LateUpdateSince is null)
        {
            _open.Remove(delivery.Key);
        }
        else
        {
            _open[delivery.Key] = delivery;
        }
    }

    private CustomerRecord Stamp(CustomerRecord customer, DateTimeOffset now) =>
        customer.Stored(now, (++_version).ToString(CultureInfo.InvariantCulture));

    private static DeliveryRecord Stamp(DeliveryRecord delivery, DateTimeOffset now, string version) =>
        delivery with
        {
            Summary = delivery.Summary with { ChangedAt = now, FirstSeenAt = delivery.Summary.FirstSeenAt ?? now },
            Version = version,
        };

    /// <summary>
    /// Makes room, unless the oldest customer has something open: then it gets a new turn. Later calls catch up, two at a
    /// time.
    /// </summary>
    private void ForgetOldest()
    {
        for (var turn = 0; turn < 2 && _customers.Count > options.KeptCustomers + turn; turn++)
        {
            var oldest = _oldest.Dequeue();
            if (_customers[oldest].IsOpen)
            {
                _oldest.Enqueue(oldest);
            }
            else
            {
                _customers.Remove(oldest, out var forgotten);
                _companies.Remove((oldest.Partner, forgotten!.Record.Company ?? ""));
                _audit.Remove(oldest);
            }
        }
    }

    /// <summary>A customer and its deliveries.</summary>
    private sealed class Customer
    {
        private readonly HashSet<string> _erased = new(StringComparer.Ordinal);
        private Queue<string> _oldest = [];

        public required CustomerRecord Record { get; set; }

        public Dictionary<string, DeliveryRecord> Deliveries { get; } = new(StringComparer.Ordinal);

        public bool IsOpen =>
            (Deliveries.Count == 0 && !Record.HasErased)
            || Record.Claim is not null
            || Deliveries.Values.Any(delivery => delivery.Summary.State is not DeliveryState.Done);

        /// <summary>Puts a delivery in. It makes room, unless the oldest one is still needed: then that one gets a new turn.</summary>
        public void Put(DeliveryRecord delivery, int kept)
        {
            var id = delivery.Summary.Key.DeliveryId;
            if (!Deliveries.ContainsKey(id))
            {
                _oldest.Enqueue(id);
            }

            Deliveries[id] = delivery;
            if (Deliveries.Count <= kept)
            {
                return;
            }

            var oldest = _oldest.Dequeue();
            if (Deliveries[oldest].Summary.State is DeliveryState.Done && !Record.HasApplied(oldest))
            {
                Deliveries.Remove(oldest);
            }
            else
            {
                _oldest.Enqueue(oldest);
            }
        }

        /// <summary>Removes the deliveries that ended before a time.</summary>
        public List<DeliveryKey> Forget(DateTimeOffset before)
        {
            List<DeliveryKey> old =
            [
                .. Deliveries
                    .Values.Select(delivery => delivery.Summary)
                    .Where(delivery =>
                        delivery.ChangedAt < before && delivery.State is (DeliveryState.Done or DeliveryState.Dead)
                    )
                    .Select(delivery => delivery.Key),
            ];
            old.ForEach(key => Deliveries.Remove(key.DeliveryId));
            _oldest = new Queue<string>(_oldest.Where(Deliveries.ContainsKey));
            return old;
        }

        /// <summary>Puts the hash of its id in the place of each of these deliveries.</summary>
        public void Erase(IReadOnlyList<string> deliveryIds)
        {
            foreach (var id in deliveryIds)
            {
                Deliveries.Remove(id);
                _erased.Add(NameHash.Of(id));
            }

            _oldest = new Queue<string>(_oldest.Where(Deliveries.ContainsKey));
        }

        public bool HasErased(string deliveryId) => _erased.Count > 0 && _erased.Contains(NameHash.Of(deliveryId));

        public string? VersionOf(DeliveryRecord delivery) =>
            Deliveries.GetValueOrDefault(delivery.Summary.Key.DeliveryId)?.Version;
    }
}

/// <summary>How much a ledger in memory keeps. Code can change it; it is not a setting.</summary>
internal sealed class InMemoryLedgerOptions
{
    /// <summary>How many customers are kept; the oldest with nothing open go first.</summary>
    /// <value>Default: 20,000.</value>
    public int KeptCustomers { get; set; } = 20_000;

    /// <summary>How many deliveries are kept for each customer; the oldest that are done go first.</summary>
    /// <value>Default: 1,000.</value>
    public int KeptDeliveries { get; set; } = 1_000;
}
