using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// The ledger's rows in Azure Table Storage. A customer and its deliveries share a partition and are written in one
/// transaction, by insert or by ETag. Times are those of the service: an entity's timestamp, or the time in a response, so
/// that the clocks of the instances do not matter.
/// </summary>
internal sealed partial class TableLedgerStore(TableClient table, TimeProvider clock, ILogger<TableLedgerStore> logger)
    : ILedgerStore
{
    private const int Conflict = 409;

    private readonly KnownCustomers _known = new();
    private readonly TableOpenIndex _open = new(table, clock);

    /// <summary>A customer as this instance left it, or a new one.</summary>
    public LedgerRows? Guess(DeliveryKey key) => new(_known.Find(key.Customer), null, null);

    public async ValueTask<Result<LedgerRows>> ReadAsync(DeliveryKey key)
    {
        var partition = TableKeys.PartitionOf(key.Customer);
        try
        {
            var customers = FindAsync(partition, TableKeys.Customer, CancellationToken.None);
            var deliveries = FindAsync(partition, TableKeys.RowOf(key.DeliveryId), CancellationToken.None);
            var (customer, firstAt) = await customers;
            var (delivery, secondAt) = await deliveries;

            // A response has whole seconds, cut off, which can be earlier than what was read.
            DateTimeOffset[] times =
            [
                firstAt,
                secondAt,
                customer?.Timestamp ?? default,
                delivery?.Timestamp ?? default,
            ];
            var known = customer is null ? null : CustomerEntity.Read(key.Customer, customer);
            return new LedgerRows(
                known,
                delivery is null ? null : DeliveryEntity.Read(key.Customer.Partner, delivery),
                times.Max()
            )
            {
                // Only a customer that was erased pays for this read.
                IsErased =
                    delivery is null
                    && known is { HasErased: true }
                    && (
                        await FindAsync(partition, TableKeys.ErasedRowOf(key.DeliveryId), CancellationToken.None)
                    ).Entity
                        is not null,
            };
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "read", key.Customer.Partner, key.DeliveryId);
        }
    }

    public async ValueTask<LedgerWrite> WriteAsync(CustomerRecord customer, IReadOnlyList<DeliveryRecord> deliveries)
    {
        // What this instance knows is wrong from here on, until the write is known to be there.
        _known.Remove(customer.Key);
        List<TableTransactionAction> actions =
        [
            ActionFor(CustomerEntity.Write(customer), customer.Version),
            .. deliveries.Select(delivery =>
                ActionFor(DeliveryEntity.Write(delivery, customer.Claim?.Lease), delivery.Version)
            ),
        ];

        // At the same time, because a claim waits for both before it goes on.
        var indexing = IndexAsync(deliveries, customer.Claim?.Lease);
        var deliveryId = deliveries is [var first] ? first.Summary.Key.DeliveryId : "";
        var write = await SubmitAsync(actions, customer, deliveries, "write", deliveryId);
        var entries = await indexing;
        switch (write.Result)
        {
            case LedgerWriteResult.Written when entries is null:
                return LedgerWrite.Unavailable;

            case LedgerWriteResult.Written:
                await UpdateIndexAsync(write);
                break;

            case LedgerWriteResult.Changed when entries is { Count: > 0 }:
                _ = InBackgroundAsync(() => _open.RemoveAsync(entries));
                break;
        }

        return write;
    }

    /// <summary>Puts the deliveries that a claim begins with, or that wait, into the index of open work.</summary>
    /// <returns>The entries that were not there before; null when the service failed.</returns>
    private async Task<IReadOnlyList<OpenDelivery>?> IndexAsync(
        IReadOnlyList<DeliveryRecord> deliveries,
        TimeSpan? lease
    )
    {
        var entries = new List<OpenDelivery>();
        foreach (var delivery in deliveries)
        {
            if (delivery.Summary.State is not (DeliveryState.InProgress or DeliveryState.Waiting))
            {
                continue;
            }

            try
            {
                if (await _open.PutAsync(delivery, lease) is { } entry)
                {
                    entries.Add(entry);
                }
            }
            catch (Exception e) when (StoreFailure.Is(e))
            {
                var key = delivery.Summary.Key;
                Unavailable(e, "index", key.Customer.Partner, key.DeliveryId);
                return null;
            }
        }

        return entries;
    }

    /// <summary>
    /// Brings the index up to date with deliveries that have ended. Their entries are there already, so a failure leaves an
    /// old entry and no gap.
    /// </summary>
    private async ValueTask UpdateIndexAsync(LedgerWrite write)
    {
        foreach (var delivery in write.Deliveries)
        {
            var summary = delivery.Summary;
            switch (summary.State)
            {
                case DeliveryState.Done when write.Customer!.LateUpdateSince is null:
                    _ = InBackgroundAsync(() => _open.RemoveAsync(summary.Key));
                    break;

                case DeliveryState.Done:
                    _ = InBackgroundAsync(() => _open.ReplaceAsync(summary));
                    break;

                case DeliveryState.Failed
                or DeliveryState.Unknown
                or DeliveryState.Dead:
                    await InBackgroundAsync(() => _open.ReplaceAsync(summary));
                    break;
            }
        }
    }

    private static async Task InBackgroundAsync(Func<Task> update)
    {
        try
        {
            await update();
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            // Recovery corrects the entry.
        }
    }

    public async ValueTask<Result<ErasableRows>> ReadErasableAsync(CustomerKey key, int limit)
    {
        var partition = TableKeys.PartitionOf(key);
        try
        {
            // The customer first: a delivery that comes later changes its version.
            var (customer, at) = await FindAsync(partition, TableKeys.Customer, CancellationToken.None);
            if (customer is null)
            {
                return new ErasableRows(null, [], at);
            }

            var ids = new List<string>();
            await foreach (var entity in DeliveriesIn(partition, [nameof(TableEntity.RowKey)], limit))
            {
                ids.Add(TableKeys.DeliveryIdOf(entity.RowKey));
                if (ids.Count == limit)
                {
                    break;
                }
            }

            return new ErasableRows(
                CustomerEntity.Read(key, customer),
                ids,
                at > customer.Timestamp!.Value ? at : customer.Timestamp.Value
            );
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "erase", key.Partner, "");
        }
    }

    public async ValueTask<LedgerWrite> EraseAsync(CustomerRecord customer, IReadOnlyList<string> deliveryIds)
    {
        _known.Remove(customer.Key);
        var partition = TableKeys.PartitionOf(customer.Key);
        List<TableTransactionAction> actions = [ActionFor(CustomerEntity.Write(customer), customer.Version)];
        foreach (var id in deliveryIds)
        {
            actions.Add(
                new TableTransactionAction(
                    TableTransactionActionType.Delete,
                    new TableEntity(partition, TableKeys.RowOf(id)),
                    ETag.All
                )
            );
            actions.Add(
                new TableTransactionAction(
                    TableTransactionActionType.UpsertReplace,
                    new TableEntity(partition, TableKeys.ErasedRowOf(id))
                )
            );
        }

        return await SubmitAsync(actions, customer, [], "erase", "");
    }

    private async ValueTask<LedgerWrite> SubmitAsync(
        List<TableTransactionAction> actions,
        CustomerRecord customer,
        IReadOnlyList<DeliveryRecord> deliveries,
        string operation,
        string deliveryId
    )
    {
        try
        {
            var response = await table.SubmitTransactionAsync(actions);
            return Written(customer, deliveries, response);
        }
        catch (RequestFailedException e) when (e.Status is Conflict || StoreFailure.IsChanged(e))
        {
            return LedgerWrite.Changed;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            Unavailable(e, operation, customer.Key.Partner, deliveryId);
            return LedgerWrite.Unavailable;
        }
    }

    public async ValueTask<Result<string>> BindAsync(CustomerKey customer, string company)
    {
        var partition = TableKeys.PartitionOf(customer.Partner, company);
        var bound = await InsertCompanyAsync(partition, customer);

        // Another customer's binding may end between the insert and the read.
        return bound.Succeeded(out var tenant, out _) && tenant.Length == 0
            ? await InsertCompanyAsync(partition, customer)
            : bound;
    }

    /// <summary>Binds a company, or reads which tenant it is bound to; empty when that binding has just ended.</summary>
    private async ValueTask<Result<string>> InsertCompanyAsync(string partition, CustomerKey customer)
    {
        try
        {
            await table.AddEntityAsync(
                new TableEntity(partition, TableKeys.Company) { [CustomerEntity.Tenant] = customer.Tenant }
            );
            return customer.Tenant;
        }
        catch (RequestFailedException e) when (e.Status is Conflict)
        {
            return await ReadTenantAsync(partition, customer, static _ => Task.CompletedTask);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "bind", customer.Partner, "");
        }
    }

    public async ValueTask<Result<string>> UnbindAsync(CustomerKey customer, string company) =>
        await ReadTenantAsync(
            TableKeys.PartitionOf(customer.Partner, company),
            customer,
            async bound =>
            {
                if (string.Equals(bound.GetString(CustomerEntity.Tenant), customer.Tenant, StringComparison.Ordinal))
                {
                    await table.DeleteEntityAsync(bound.PartitionKey, bound.RowKey, bound.ETag);
                }
            }
        );

    public async ValueTask<Problem?> ForgetAsync(CustomerKey customer)
    {
        try
        {
            await Task.WhenAll(
                TableKeys
                    .CompaniesOf(customer.Partner)
                    .Select(range => UnbindAsync(customer.Tenant, range.First, range.End))
                    .Append(_open.RemoveAllAsync(customer))
            );
            return null;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "bind", customer.Partner, "");
        }
    }

    private async Task UnbindAsync(string tenant, string first, string end)
    {
        await foreach (
            var bound in table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter(
                    $"PartitionKey ge {first} and PartitionKey lt {end} and RowKey eq {TableKeys.Company} and Tenant eq {tenant}"
                ),
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), nameof(TableEntity.Timestamp)]
            )
        )
        {
            await table.DeleteEntityAsync(bound.PartitionKey, bound.RowKey, bound.ETag);
        }
    }

    /// <summary>Reads which tenant a company is bound to; empty when it is not bound.</summary>
    private async ValueTask<Result<string>> ReadTenantAsync(
        string partition,
        CustomerKey customer,
        Func<TableEntity, Task> use
    )
    {
        try
        {
            var (bound, _) = await FindAsync(partition, TableKeys.Company, CancellationToken.None);
            if (bound is null)
            {
                return "";
            }

            await use(bound);
            return bound.GetString(CustomerEntity.Tenant);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "bind", customer.Partner, "");
        }
    }

    public async ValueTask<Problem?> WriteAuditAsync(CustomerKey customer, AuditRecord record)
    {
        try
        {
            await (
                record.Outcome is null
                    ? table.AddEntityAsync(AuditEntity.Write(customer, record))
                    : MergeAsync(AuditEntity.WriteOutcome(customer, record))
            );
            return null;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "audit", customer.Partner, "");
        }
    }

    public async ValueTask<Problem?> RedactAuditAsync(CustomerKey customer)
    {
        try
        {
            await foreach (
                var entity in AuditIn(
                    TableKeys.PartitionOf(customer),
                    [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey), AuditEntity.DeliveryId]
                )
            )
            {
                if (entity.GetString(AuditEntity.DeliveryId) is { Length: > 0 })
                {
                    await MergeAsync(AuditEntity.Redact(new TableEntity(entity.PartitionKey, entity.RowKey)));
                }
            }

            return null;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "audit", customer.Partner, "");
        }
    }

    private Task<Response> MergeAsync(TableEntity entity) =>
        table.UpdateEntityAsync(entity, ETag.All, TableUpdateMode.Merge);

    public async Task<Result<CustomerPage>> ReadCustomerAsync(CustomerKey key, int limit)
    {
        var partition = TableKeys.PartitionOf(key);
        try
        {
            var (entity, _) = await FindAsync(partition, TableKeys.Customer, CancellationToken.None);
            if (entity is null || CustomerEntity.Read(key, entity) is not { IsErased: false } customer)
            {
                return LedgerProblems.UnknownCustomer;
            }

            var audit = new List<AuditRecord>();
            await foreach (var row in AuditIn(partition, select: null, AuditRecord.MaxShown))
            {
                audit.Add(AuditEntity.Read(row));
                if (audit.Count == AuditRecord.MaxShown)
                {
                    break;
                }
            }

            // Rows are in the order of their ids, so the newest are known only when all were read.
            var deliveries = new List<(int Number, DeliverySummary Summary)>();
            await foreach (var row in DeliveriesIn(partition, DeliveryEntity.Summary))
            {
                deliveries.Add(
                    (
                        DeliveryEntity.NumberOf(row),
                        DeliveryEntity.ReadSummary(key.Partner, TableKeys.DeliveryIdOf(row.RowKey), row)
                    )
                );
            }

            return new CustomerPage(
                customer,
                [
                    .. deliveries
                        .OrderByDescending(delivery => delivery.Number)
                        .Take(limit)
                        .Select(delivery => delivery.Summary),
                ],
                audit
            );
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "read", key.Partner, "");
        }
    }

    public async Task<Result<OpenDelivery[]>> ReadOpenAsync(string partner)
    {
        try
        {
            return await _open.ReadAsync(partner);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "list", partner, "");
        }
    }

    public async Task CorrectAsync(OpenDelivery entry, DeliverySummary? delivery)
    {
        try
        {
            await _open.CorrectAsync(entry, delivery);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            Unavailable(e, "correct", entry.Summary.Key.Customer.Partner, entry.Summary.Key.DeliveryId);
        }
    }

    public async Task<Result<Sweep>> SweepAsync(string partner, int slice, SweepLimits limits, CancellationToken stop)
    {
        try
        {
            return await new TableSweep(table, _open, partner, limits).RunAsync(slice, stop);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, "sweep", partner, "");
        }
    }

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FindAsync("readiness", "readiness", cancellationToken);
        }
        catch (RequestFailedException e) when (StoreFailure.IsTableMissing(e))
        {
            Log.TableMissing(logger, table.Name);
            throw;
        }
    }

    /// <summary>The rows of a customer's deliveries, in the order of their ids.</summary>
    private AsyncPageable<TableEntity> DeliveriesIn(string partition, IEnumerable<string> select, int? limit = null) =>
        RowsIn(partition, TableKeys.Deliveries, select, limit);

    /// <summary>The rows of what operators did to a customer, the newest first.</summary>
    private AsyncPageable<TableEntity> AuditIn(string partition, IEnumerable<string>? select, int? limit = null) =>
        RowsIn(partition, TableKeys.Audit, select, limit);

    private AsyncPageable<TableEntity> RowsIn(
        string partition,
        (string First, string End) rows,
        IEnumerable<string>? select,
        int? limit
    )
    {
        var (first, end) = rows;
        return table.QueryAsync<TableEntity>(
            TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"),
            limit,
            select
        );
    }

    private static TableTransactionAction ActionFor(TableEntity entity, string version) =>
        version.Length == 0
            ? new TableTransactionAction(TableTransactionActionType.Add, entity)
            : new TableTransactionAction(TableTransactionActionType.UpdateReplace, entity, new ETag(version));

    /// <summary>The rows as the service has them now, as far as its response says.</summary>
    private LedgerWrite Written(
        CustomerRecord customer,
        IReadOnlyList<DeliveryRecord> deliveries,
        Response<IReadOnlyList<Response>> response
    )
    {
        var at = TimeOf(response.GetRawResponse());
        var written = customer.Stored(at, VersionOf(response.Value[0]));

        // A claim on a customer that was erased must read first, to find out whether its delivery was erased.
        if (written is { Claim: null, HasErased: false })
        {
            _known.Put(written);
        }

        return new LedgerWrite(LedgerWriteResult.Written)
        {
            At = at,
            Customer = written,
            Deliveries =
            [
                .. deliveries.Select(
                    (delivery, number) =>
                        delivery with
                        {
                            Summary = delivery.Summary with
                            {
                                ChangedAt = at,
                                FirstSeenAt = delivery.Summary.FirstSeenAt ?? DeliveryEntity.FirstSeenOf(at),
                            },
                            Version = VersionOf(response.Value[number + 1]),
                        }
                ),
            ],
        };
    }

    /// <summary>Reads an entity and the time of the response. A missing entity is null; a missing table is a failure.</summary>
    private async Task<(TableEntity? Entity, DateTimeOffset At)> FindAsync(
        string partition,
        string row,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var response = await table.GetEntityAsync<TableEntity>(
                partition,
                row,
                cancellationToken: cancellationToken
            );
            return (response.Value, TimeOf(response.GetRawResponse()));
        }
        catch (RequestFailedException e)
            when (string.Equals(e.ErrorCode, TableErrorCode.ResourceNotFound.ToString(), StringComparison.Ordinal))
        {
            return (null, e.GetRawResponse() is { } response ? TimeOf(response) : default);
        }
    }

    private DateTimeOffset TimeOf(Response response) => response.Headers.Date ?? clock.GetUtcNow();

    private static string VersionOf(Response response) => response.Headers.ETag?.ToString() ?? "";

    private Problem Unavailable(Exception failure, string operation, string partner, string deliveryId)
    {
        if (StoreFailure.IsTableMissing(failure))
        {
            Log.TableMissing(logger, table.Name);
        }

        var cause = FailureCause.Of(failure);
        Log.Failed(logger, operation, deliveryId, partner, cause.Name, cause.Status);
        return LedgerProblems.Unavailable;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 201,
            Level = LogLevel.Warning,
            Message = "The ledger failed: {Operation} for {Partner}, delivery '{DeliveryId}' ({Failure}, status {Status})."
        )]
        public static partial void Failed(
            ILogger logger,
            string operation,
            string deliveryId,
            string partner,
            string failure,
            string status
        );

        [LoggerMessage(
            EventId = 203,
            Level = LogLevel.Error,
            Message = "The ledger's table {Table} does not exist. No webhook is accepted until the table is restored."
        )]
        public static partial void TableMissing(ILogger logger, string table);
    }
}
