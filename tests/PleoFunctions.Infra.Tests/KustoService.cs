using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PleoFunctions.Testing;

namespace PleoFunctions.Infra.Tests;

/// <summary>Microsoft's language service for KQL. One run checks all queries.</summary>
internal static class KustoService
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>
    /// The columns that the queries use, by https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces
    /// and its neighbours; of <c>_LogOperation</c> by https://learn.microsoft.com/azure/azure-monitor/logs/monitor-workspace.
    /// </summary>
    private static readonly Dictionary<string, string> Tables = new(StringComparer.Ordinal)
    {
        ["AppExceptions"] =
            "(TimeGenerated: datetime, ExceptionType: string, OuterMessage: string, Properties: dynamic)",
        ["AppMetrics"] =
            "(TimeGenerated: datetime, Name: string, ItemCount: int, Sum: real, Min: real, Max: real, Properties: dynamic)",
        ["AppRequests"] =
            "(TimeGenerated: datetime, Name: string, OperationName: string, Url: string, ResultCode: string, "
            + "Success: bool, DurationMs: real, ItemCount: int, ClientIP: string, AppRoleInstance: string, Properties: dynamic)",
        ["AppTraces"] =
            "(TimeGenerated: datetime, Message: string, SeverityLevel: int, ItemCount: int, OperationId: string, Properties: dynamic)",
        ["AZKVAuditLogs"] =
            "(TimeGenerated: datetime, OperationName: string, HttpStatusCode: int, ResultType: string, "
            + "ResultDescription: string, CallerIpAddress: string, Identity: dynamic, RequestUri: string)",
        ["StorageTableLogs"] =
            "(TimeGenerated: datetime, AccountName: string, OperationName: string, StatusCode: string, StatusText: string, "
            + "AuthenticationType: string, RequesterObjectId: string, CallerIpAddress: string)",
        ["_LogOperation"] =
            "(TimeGenerated: datetime, Category: string, Operation: string, Level: string, Detail: string, _ResourceId: string)",
    };

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "PleoFunctions.Infra.Tests", "node");

    /// <summary>Checks queries.</summary>
    /// <param name="queries">The queries, by a name of the caller's.</param>
    /// <returns>What the service says of each, by the same names.</returns>
    public static async Task<IReadOnlyDictionary<string, CheckedQuery>> CheckAsync(
        IReadOnlyDictionary<string, string> queries
    )
    {
        await NodePackages.InstallAsync(Folder);

        var start = new ProcessStartInfo("node", [Path.Combine(Folder, "queries.mjs")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(JsonSerializer.Serialize(new { Tables, Queries = queries }, Web));
        process.StandardInput.Close();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, await errors);
        return JsonSerializer.Deserialize<Dictionary<string, CheckedQuery>>(await output, Web)!;
    }
}

/// <summary>What the service says of a query.</summary>
/// <param name="Errors">What is wrong; empty when nothing is.</param>
/// <param name="Columns">The columns of the result.</param>
internal sealed record CheckedQuery(IReadOnlyList<string> Errors, IReadOnlyList<string> Columns);
