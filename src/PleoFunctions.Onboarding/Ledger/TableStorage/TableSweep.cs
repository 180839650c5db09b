using Azure;
using Azure.Data.Tables;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>Goes through a slice of a partner's deliveries and audit records. It throws when the service fails.</summary>
/// <param name="table">The table.</param>
/// <param name="open">The index of open work.</param>
/// <param name="partner">The partner.</param>
/// <param name="limits">What to leave alone.</param>
internal sealed class TableSweep(TableClient table, TableOpenIndex open, string partner, SweepLimits limits)
{
    // The most rows of a transaction.
    private const int MaxBatch = 100;

    private int _deleted;

    public async Task<Sweep> RunAsync(int slice, CancellationToken stop)
    {
        // A customer's rows come one after the other, so that one transaction can delete many.
        var batch = new List<TableEntity>();
        await foreach (var row in RowsIn(slice))
        {
            if (stop.IsCancellationRequested)
            {
                break;
            }

            if (
                !TableKeys.IsAudit(row.RowKey)
                && SummaryOf(row) is { State: not (DeliveryState.Done or DeliveryState.Dead) } delivery
            )
            {
                if (!limits.Indexed.Contains(delivery.Key))
                {
                    await open.AddAsync(delivery);
                }

                continue;
            }

            if (
                batch.Count == MaxBatch
                || (batch is [var first, ..] && !first.PartitionKey.Equals(row.PartitionKey, StringComparison.Ordinal))
            )
            {
                await DeleteAsync(batch);
                batch.Clear();
            }

            batch.Add(row);
        }

        await DeleteAsync(batch);
        return new Sweep(_deleted);
    }

    private DeliverySummary SummaryOf(TableEntity row) =>
        DeliveryEntity.ReadSummary(partner, TableKeys.DeliveryIdOf(row.RowKey), row);

    /// <summary>The deliveries that ended long ago, those that are open, and old audit records.</summary>
    private AsyncPageable<TableEntity> RowsIn(int slice)
    {
        var (first, end) = TableKeys.SliceOf(partner, slice);
        var inSlice = TableClient.CreateQueryFilter($"PartitionKey ge {first} and PartitionKey lt {end}");
        var deliveries = RowsIn(TableKeys.Deliveries);
        var before = limits.Before;
        var (done, dead) = (DeliveryState.Done.ToString(), DeliveryState.Dead.ToString());
        var oldOrOpen = TableClient.CreateQueryFilter(
            $"(State ne {done} or Timestamp lt {before}) and (State ne {dead} or Timestamp lt {before})"
        );
        var oldAudit = $"{RowsIn(TableKeys.Audit)} and {TableClient.CreateQueryFilter($"Timestamp lt {before}")}";
        return table.QueryAsync<TableEntity>(
            $"{inSlice} and (({deliveries} and {oldOrOpen}) or ({oldAudit}))",
            select: DeliveryEntity.Summary
        );
    }

    private static string RowsIn((string First, string End) rows) =>
        TableClient.CreateQueryFilter($"RowKey ge {rows.First} and RowKey lt {rows.End}");

    private async Task DeleteAsync(List<TableEntity> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        // The entries first: the next sweep finds a delivery that stayed, but no sweep looks for an entry that stayed.
        var deliveries = rows.Where(row => !TableKeys.IsAudit(row.RowKey)).Select(SummaryOf).ToList();
        foreach (var delivery in deliveries)
        {
            if (delivery.State is DeliveryState.Dead)
            {
                await open.RemoveAsync(delivery.Key);
            }
        }

        try
        {
            await table.SubmitTransactionAsync(
                rows.Select(row => new TableTransactionAction(TableTransactionActionType.Delete, row, row.ETag))
            );
        }
        catch (RequestFailedException e) when (StoreFailure.IsChanged(e))
        {
            // One of them runs again, or someone else deleted it. The next time gets the others.
            return;
        }

        _deleted += deliveries.Count;
    }
}
