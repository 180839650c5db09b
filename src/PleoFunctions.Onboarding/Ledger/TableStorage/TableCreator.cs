using Azure.Data.Tables;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Telemetry;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// Creates the ledger's table when the host starts, in Development only. In Azure the template creates it, and a table
/// that is missing there is a ledger that was lost.
/// </summary>
internal sealed partial class TableCreator(TableClient table, TimeProvider clock, ILogger<TableCreator> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Tries once before the host takes requests, and goes on in the background if that fails.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await TryCreateAsync(cancellationToken))
        {
            await base.StartAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        do
        {
            await Task.Delay(Pause, clock, stoppingToken);
        } while (!await TryCreateAsync(stoppingToken));
    }

    private async Task<bool> TryCreateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await table.CreateIfNotExistsAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (StoreFailure.Is(e))
        {
            Log.Failed(logger, table.Name, FailureCause.Of(e).Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 204,
            Level = LogLevel.Warning,
            Message = "The ledger's table {Table} could not be created ({Failure}). The app tries again every 2 s."
        )]
        public static partial void Failed(ILogger logger, string table, string failure);
    }
}
