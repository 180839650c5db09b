using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>The deliveries in the table that <see cref="TableDeliveryLedger"/> writes.</summary>
internal sealed partial class TableDeliveryArchive(
    TableClient table,
    TimeProvider clock,
    ILogger<TableDeliveryArchive> logger
) : IDeliveryArchive
{
    // The service may search a part of the table and find nothing, so one page of ours can take several of its pages.
    private const int MaxRounds = 10;

    private const int BadRequest = 400;

    // The earliest time that the service accepts.
    private static readonly DateTimeOffset Earliest = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task<Result<DeliveryPage>> ListAsync(string partner, DeliveryQuery query)
    {
        var deliveries = new List<DeliverySummary>();
        var continuation = query.Continuation;

        try
        {
            for (var round = 0; round < MaxRounds; round++)
            {
                var (page, next) = await QueryAsync(
                    FilterOf(partner, query),
                    query.Limit - deliveries.Count,
                    continuation
                );
                deliveries.AddRange(page);
                continuation = next;
                if (continuation is null || deliveries.Count >= query.Limit)
                {
                    break;
                }
            }

            return new DeliveryPage(deliveries, continuation);
        }
        catch (RequestFailedException e) when (e.Status == BadRequest && query.Continuation is not null)
        {
            return LedgerProblems.UnknownContinuation;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, partner);
        }
    }

    public async Task<Result<DeliveryRecord>> ReadAsync(DeliveryKey key)
    {
        try
        {
            return
                await TableReads.FindAsync(table, key.Partner, key.DeliveryId, clock, CancellationToken.None)
                    is { } found
                ? found.ToRecord()
                : LedgerProblems.UnknownDelivery;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            return Unavailable(e, key.Partner);
        }
    }

    private async Task<(IEnumerable<DeliverySummary> Deliveries, string? Continuation)> QueryAsync(
        string filter,
        int limit,
        string? continuation
    )
    {
        var pages = table.QueryAsync<TableEntity>(filter, limit, DeliveryEntity.Summary).AsPages(continuation, limit);
        await foreach (var page in pages)
        {
            var readAt = TimeOf(page.GetRawResponse());
            return (
                page.Values.Select(entity => new TableDelivery(entity, readAt).ToSummary()),
                string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken
            );
        }

        return ([], null);
    }

    /// <summary>Values cannot change the filter: <c>CreateQueryFilter</c> quotes them.</summary>
    private static string FilterOf(string partner, DeliveryQuery query)
    {
        List<string> filters = [TableClient.CreateQueryFilter($"PartitionKey eq {partner}")];
        if (query.State is { } state)
        {
            filters.Add(TableClient.CreateQueryFilter($"State eq {state.ToString()}"));
        }

        if (query.Code is { } code)
        {
            filters.Add(TableClient.CreateQueryFilter($"Code eq {code}"));
        }

        if (query.Since is { } since && since > Earliest)
        {
            filters.Add(TableClient.CreateQueryFilter($"Timestamp ge {since}"));
        }

        return string.Join(" and ", filters);
    }

    private DateTimeOffset TimeOf(Response response) => response.Headers.Date ?? clock.GetUtcNow();

    private Problem Unavailable(Exception failure, string partner)
    {
        Log.Failed(logger, partner, failure.GetType().Name, (failure as RequestFailedException)?.Status);
        return LedgerProblems.Unavailable;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 202,
            Level = LogLevel.Warning,
            Message = "The ledger could not be read for {Partner} ({Failure}, status {Status})."
        )]
        public static partial void Failed(ILogger logger, string partner, string failure, int? status);
    }
}
