using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>Reads entities one by one.</summary>
internal static class TableReads
{
    /// <summary>Reads an entity; null when the table does not hold it.</summary>
    /// <param name="table">The table.</param>
    /// <param name="partition">The partition key.</param>
    /// <param name="row">The row key.</param>
    /// <param name="clock">The time, where the response does not tell it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="RequestFailedException">The service refuses, or the table itself does not exist.</exception>
    public static async Task<TableDelivery?> FindAsync(
        TableClient table,
        string partition,
        string row,
        TimeProvider clock,
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
            return new TableDelivery(response.Value, response.GetRawResponse().Headers.Date ?? clock.GetUtcNow());
        }
        catch (RequestFailedException e)
            when (string.Equals(e.ErrorCode, TableErrorCode.ResourceNotFound.ToString(), StringComparison.Ordinal))
        {
            return null;
        }
    }
}
