using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// The ledger in Azure Table Storage: an entity for each delivery, claimed by insert or by ETag. A delivery that goes
/// well costs two calls. Leases run on the service's clock: the entity's timestamp is compared with the time in the
/// response, so that the clocks of the instances do not matter.
/// </summary>
internal sealed partial class TableDeliveryLedger(
    TableClient table,
    TimeProvider clock,
    ILogger<TableDeliveryLedger> logger
) : IDeliveryLedger
{
    // Each further round means that another claim changed the delivery in between.
    private const int MaxRounds = 5;

    private const int NotFound = 404;
    private const int Conflict = 409;
    private const int PreconditionFailed = 412;

    public async ValueTask<ClaimResult> ClaimAsync(DeliveryKey key, DeliveryRequest request, TimeSpan lease)
    {
        var claimId = Guid.NewGuid().ToString("N");
        try
        {
            for (var round = 0; round < MaxRounds; round++)
            {
                var claim =
                    await InsertAsync(key, request, lease, claimId)
                    ?? await TakeOverAsync(key, request, lease, claimId);
                if (claim is not null)
                {
                    return claim;
                }
            }

            return new ClaimResult.InProgress(lease);
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            Report(e, "claim", key);
            return ClaimResult.Unavailable.Instance;
        }
    }

    public ValueTask<RecordResult> CompleteAsync(ClaimResult.Granted claim, ReadOnlyMemory<byte> answer) =>
        RecordAsync(claim, DeliveryEntity.Done(claim, answer, clock.GetUtcNow()));

    public ValueTask<RecordResult> ReleaseAsync(ClaimResult.Granted claim, ProblemCode code, InDoubt? doubt) =>
        RecordAsync(claim, DeliveryEntity.Ended(claim, code, doubt, clock.GetUtcNow()));

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TableReads.FindAsync(table, "readiness", "readiness", clock, cancellationToken);
        }
        catch (RequestFailedException e) when (StoreFailure.IsTableMissing(e))
        {
            Log.TableMissing(logger, table.Name);
            throw;
        }
    }

    /// <summary>Claims a delivery that the ledger does not know; null when it knows it.</summary>
    private async Task<ClaimResult?> InsertAsync(
        DeliveryKey key,
        DeliveryRequest request,
        TimeSpan lease,
        string claimId
    )
    {
        var now = clock.GetUtcNow();
        var claim = new ClaimResult.Granted
        {
            Key = key,
            Request = request,
            ClaimId = claimId,
            Attempt = 1,
            FirstClaimedAt = now,
            ClaimedAt = now,
            History = ClaimHistory.None.Begun(1, now),
        };
        var entity = DeliveryEntity.Claimed(claim, lease);

        try
        {
            return Granted(claim, await table.AddEntityAsync(entity));
        }
        catch (RequestFailedException e) when (e.Status == Conflict)
        {
            return null;
        }
    }

    /// <summary>Claims a delivery that the ledger knows, or says why not; null when it changed in between.</summary>
    private async Task<ClaimResult?> TakeOverAsync(
        DeliveryKey key,
        DeliveryRequest request,
        TimeSpan lease,
        string claimId
    )
    {
        if (await ReadAsync(key) is not { } stored)
        {
            return null;
        }

        if (string.Equals(stored.ClaimId, claimId, StringComparison.Ordinal))
        {
            // Our own claim: it was written, and only its response was lost.
            return stored.ToClaim(key, request);
        }

        var known = stored.ToRecord();
        if (ClaimRules.Refuse(known, request, stored.ReadAt) is { } refusal)
        {
            return refusal;
        }

        var claim = new ClaimResult.Granted
        {
            Key = key,
            Request = request,
            ClaimId = claimId,
            Attempt = stored.Attempts + 1,
            FirstClaimedAt = stored.FirstClaimedAt,
            ClaimedAt = stored.ReadAt,
            Doubt = ClaimRules.DoubtOf(known),
            History = stored.History.Begun(stored.Attempts + 1, clock.GetUtcNow()),
        };

        try
        {
            var entity = DeliveryEntity.Claimed(claim, lease);
            var response = await table.UpdateEntityAsync(entity, stored.ETag, TableUpdateMode.Replace);
            return Granted(claim, response);
        }
        catch (RequestFailedException e) when (e.Status is PreconditionFailed or NotFound)
        {
            return null;
        }
    }

    private async ValueTask<RecordResult> RecordAsync(ClaimResult.Granted claim, TableEntity entity)
    {
        try
        {
            return await ReplaceAsync(entity, new ETag(claim.Version)) || await IsRecordedAsync(claim, entity)
                ? RecordResult.Recorded
                : RecordResult.LeaseLost;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            Report(e, "record", claim.Key);
            return RecordResult.Unavailable;
        }
    }

    /// <summary>Replaces an entity; false when it does not have that version.</summary>
    private async Task<bool> ReplaceAsync(TableEntity entity, ETag version)
    {
        try
        {
            await table.UpdateEntityAsync(entity, version, TableUpdateMode.Replace);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is PreconditionFailed or NotFound)
        {
            return false;
        }
    }

    /// <summary>
    /// Checks a refused write. A write whose response was lost refuses its own repetition. A version that only this claim
    /// has changed is written again.
    /// </summary>
    private async Task<bool> IsRecordedAsync(ClaimResult.Granted claim, TableEntity entity)
    {
        if (
            await ReadAsync(claim.Key) is not { } stored
            || !string.Equals(stored.ClaimId, claim.ClaimId, StringComparison.Ordinal)
        )
        {
            return false;
        }

        return stored.State is not DeliveryState.InProgress || await ReplaceAsync(entity, stored.ETag);
    }

    private Task<TableDelivery?> ReadAsync(DeliveryKey key) =>
        TableReads.FindAsync(table, key.Partner, key.DeliveryId, clock, CancellationToken.None);

    private void Report(Exception failure, string operation, DeliveryKey key)
    {
        if (StoreFailure.IsTableMissing(failure))
        {
            Log.TableMissing(logger, table.Name);
        }

        Log.Failed(
            logger,
            operation,
            key.DeliveryId,
            key.Partner,
            failure.GetType().Name,
            (failure as RequestFailedException)?.Status
        );
    }

    private static ClaimResult.Granted Granted(ClaimResult.Granted claim, Response response) =>
        claim with
        {
            ClaimedAt = response.Headers.Date ?? claim.ClaimedAt,
            Version = response.Headers.ETag?.ToString() ?? "",
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 201,
            Level = LogLevel.Warning,
            Message = "The ledger could not {Operation} delivery {DeliveryId} of {Partner} ({Failure}, status {Status})."
        )]
        public static partial void Failed(
            ILogger logger,
            string operation,
            string deliveryId,
            string partner,
            string failure,
            int? status
        );

        [LoggerMessage(
            EventId = 203,
            Level = LogLevel.Error,
            Message = "The ledger's table {Table} does not exist. No webhook is accepted until the table is restored."
        )]
        public static partial void TableMissing(ILogger logger, string table);
    }
}
