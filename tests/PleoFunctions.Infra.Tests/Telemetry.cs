namespace PleoFunctions.Infra.Tests;

/// <summary>The app's metrics and their tags, as far as alerts and workbook rely on them.</summary>
internal static class Telemetry
{
    public static IReadOnlyDictionary<string, string[]> TagsOfMetrics { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["onboarding.deliveries"] = ["partner", "outcome"],
            ["onboarding.duration"] = ["partner", "outcome"],
            ["onboarding.attempts"] = ["partner", "outcome"],
            ["onboarding.secret.lookups"] = ["result"],
            ["onboarding.ledger.operations"] = ["operation", "result"],
        };

    /// <summary>What <c>onboarding.secret.lookups</c> may say of a lookup.</summary>
    public static IReadOnlyList<string> SecretResults { get; } =
    ["hit", "fetched", "stale", "not_found", "unavailable"];

    /// <summary>Columns of https://learn.microsoft.com/azure/azure-monitor/reference/tables/appmetrics and …/apprequests.</summary>
    public static IReadOnlyDictionary<string, string[]> ColumnsOfTables { get; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["AppMetrics"] = ["ItemCount", "Max", "Min", "Name", "Properties", "Sum", "TimeGenerated"],
            ["AppRequests"] =
            [
                "DurationMs",
                "ItemCount",
                "Name",
                "OperationName",
                "Properties",
                "ResultCode",
                "Success",
                "TimeGenerated",
                "Url",
            ],
        };
}
