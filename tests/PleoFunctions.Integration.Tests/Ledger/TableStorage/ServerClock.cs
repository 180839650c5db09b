using Azure.Data.Tables;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>The clock of the table service, which counts leases and has whole seconds.</summary>
internal static class ServerClock
{
    /// <summary>Returns when that much time has passed on the service's clock.</summary>
    public static async Task PassAsync(TableClient table, TimeSpan time)
    {
        var end = await ReadAsync(table) + time + TimeSpan.FromSeconds(1);
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await ReadAsync(table) < end)
        {
            await pulse.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task<DateTimeOffset> ReadAsync(TableClient table)
    {
        var response = await table.GetEntityIfExistsAsync<TableEntity>("no", "one");
        return response.GetRawResponse().Headers.Date!.Value;
    }
}
