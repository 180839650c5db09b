using Azure;
using Azure.Data.Tables;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// The index of open work: an entry for each delivery that is not done, in 16 partitions for each partner. So its cost does
/// not depend on what is done. Its methods throw when the service fails.
/// </summary>
internal sealed class TableOpenIndex(TableClient table, TimeProvider clock)
{
    private const int Conflict = 409;

    /// <summary>Reads all entries of a partner, in one query for each partition, all at the same time.</summary>
    public async Task<OpenDelivery[]> ReadAsync(string partner)
    {
        var partitions = TableKeys.OpenPartitionsOf(partner).Select(partition => ReadAsync(partner, partition));
        return [.. (await Task.WhenAll(partitions)).SelectMany(entries => entries)];
    }

    /// <summary>Puts a delivery in that a write claims or lets wait.</summary>
    /// <returns>The entry if there was none; null if there was.</returns>
    public async Task<OpenDelivery?> PutAsync(DeliveryRecord delivery, TimeSpan? lease)
    {
        var summary = delivery.Summary;
        if (delivery.Version.Length > 0)
        {
            await ReplaceAsync(summary, lease);
            return null;
        }

        // The delivery is new, or the write guesses so. An entry of an earlier attempt knows more, so it stays.
        var firstSeenAt = summary.FirstSeenAt ?? DeliveryEntity.FirstSeenOf(clock.GetUtcNow());
        var added = await AddAsync(summary with { FirstSeenAt = firstSeenAt }, lease);
        if (added is null)
        {
            // A new version, so that a correction that has just read the entry does not remove it.
            var entry = KeysOf(summary.Key);
            entry[DeliveryEntity.Tenant] = summary.Key.Customer.Tenant;
            await table.UpsertEntityAsync(entry);
        }

        return added;
    }

    /// <summary>Puts a delivery in, unless it is there.</summary>
    /// <returns>The entry if there was none; null if there was.</returns>
    public async Task<OpenDelivery?> AddAsync(DeliverySummary delivery, TimeSpan? lease = null)
    {
        try
        {
            var response = await table.AddEntityAsync(Write(delivery, lease));
            return new OpenDelivery(delivery, response.Headers.ETag?.ToString() ?? "");
        }
        catch (RequestFailedException e) when (e.Status is Conflict)
        {
            return null;
        }
    }

    /// <summary>Shows a delivery as it is now.</summary>
    public Task ReplaceAsync(DeliverySummary delivery, TimeSpan? lease = null) =>
        table.UpsertEntityAsync(Write(delivery, lease), TableUpdateMode.Replace);

    /// <summary>Removes a delivery that is done.</summary>
    public Task RemoveAsync(DeliveryKey key) => table.DeleteEntityAsync(KeysOf(key));

    /// <summary>Removes entries that have not changed since.</summary>
    public async Task RemoveAsync(IEnumerable<OpenDelivery> entries)
    {
        foreach (var entry in entries)
        {
            await CorrectAsync(entry, delivery: null);
        }
    }

    /// <inheritdoc cref="ILedgerStore.CorrectAsync"/>
    public async Task CorrectAsync(OpenDelivery entry, DeliverySummary? delivery)
    {
        var version = new ETag(entry.Version);
        try
        {
            if (delivery is null)
            {
                await table.DeleteEntityAsync(KeysOf(entry.Summary.Key), version);
            }
            else
            {
                await table.UpdateEntityAsync(Write(delivery, lease: null), version, TableUpdateMode.Replace);
            }
        }
        catch (RequestFailedException e) when (StoreFailure.IsChanged(e))
        {
            // Someone else knows better.
        }
    }

    /// <summary>Removes all entries of a customer.</summary>
    public async Task RemoveAllAsync(CustomerKey customer)
    {
        var partition = TableKeys.OpenPartitionOf(customer);
        var (first, end) = TableKeys.OpenRowsOf(customer);
        await foreach (
            var entry in table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {first} and RowKey lt {end}"),
                select: [nameof(TableEntity.PartitionKey), nameof(TableEntity.RowKey)]
            )
        )
        {
            await table.DeleteEntityAsync(entry.PartitionKey, entry.RowKey);
        }
    }

    private async Task<List<OpenDelivery>> ReadAsync(string partner, string partition)
    {
        var entries = new List<OpenDelivery>();
        await foreach (
            var entry in table.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {partition}"),
                select: DeliveryEntity.Summary
            )
        )
        {
            entries.Add(new OpenDelivery(Read(partner, entry), entry.ETag.ToString()));
        }

        return entries;
    }

    private static DeliverySummary Read(string partner, TableEntity entry) =>
        DeliveryEntity.ReadSummary(partner, TableKeys.DeliveryIdOfOpen(entry.RowKey), entry);

    private static TableEntity Write(DeliverySummary delivery, TimeSpan? lease)
    {
        var entry = KeysOf(delivery.Key);
        DeliveryEntity.PutSummary(entry, delivery, lease);

        // A claim is written at the same time, so its time is the one of the entry.
        entry[DeliveryEntity.ChangedAt] = lease is null ? delivery.ChangedAt : null;
        return entry;
    }

    private static TableEntity KeysOf(DeliveryKey key) =>
        new(TableKeys.OpenPartitionOf(key.Customer), TableKeys.OpenRowOf(key));
}
