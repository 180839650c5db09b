using System.Text.Json;
using System.Text.RegularExpressions;

namespace PleoFunctions.Infra.Tests;

/// <summary>All KQL of the project is valid, and names only columns that its tables have.</summary>
public sealed partial class KustoTests
{
    private static readonly Dictionary<string, string> Wrong = new(StringComparer.Ordinal)
    {
        ["a column"] = "AppTraces | where Nachricht == 'x'",
        ["the grammar"] = "AppTraces | where Message == ",
        ["a table"] = "AppTrace | count",
        ["a type"] = "AppTraces | summarize sum(Message)",
    };

    private static readonly Lazy<Task<IReadOnlyDictionary<string, CheckedQuery>>> Checked = new(() =>
        KustoService.CheckAsync(
            Queries
                .Concat(Wrong.Select(query => (Name: query.Key, Text: query.Value)))
                .ToDictionary(query => query.Name, query => query.Text, StringComparer.Ordinal)
        )
    );

    public static TheoryData<string> Names { get; } = [.. Queries.Select(query => query.Name)];

    private static IEnumerable<(string Name, string Text)> Queries =>
        [
            .. Repository.InfraFiles("*.kql").Select(file => (file, Fill(Repository.Read(file)))),
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
                .Order(StringComparer.Ordinal)
                .SelectMany(page =>
                    KustoBlock()
                        .Matches(File.ReadAllText(page))
                        .Select((block, i) => ($"{Path.GetFileName(page)} {i + 1}", block.Groups["query"].Value))
                ),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_query_is_valid_for_the_tables_that_it_reads(string name)
    {
        var all = await Checked.Value;

        all[name].Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("a column", "The name 'Nachricht' does not refer to any known column")]
    [InlineData("the grammar", "Missing expression")]
    [InlineData("a table", "The name 'AppTrace' does not refer to any known table")]
    [InlineData("a type", "The argument value must be summable")]
    public async Task A_query_that_is_wrong_is_found(string what, string error)
    {
        var all = await Checked.Value;

        all[what].Errors.ShouldContain(message => message.Contains(error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_alert_compares_a_column_that_its_query_returns()
    {
        var all = await Checked.Value;

        foreach (var alert in Snapshot.Production.Of("Microsoft.Insights/scheduledQueryRules"))
        {
            var condition = alert.Element("properties.criteria.allOf")!.Value[0];
            var query = condition.GetProperty("query").GetString()!;
            var file = Repository
                .InfraFiles("*.kql")
                .Single(one => string.Equals(Repository.Read(one), query, StringComparison.Ordinal));
            string[] columns =
            [
                condition.GetProperty("metricMeasureColumn").GetString()!,
                .. condition
                    .GetProperty("dimensions")
                    .EnumerateArray()
                    .Select(dimension => dimension.GetProperty("name").GetString()!),
            ];

            columns.Except(all[file].Columns, StringComparer.Ordinal).ShouldBeEmpty(alert.Name);
        }
    }

    [Fact]
    public void The_service_is_pinned_by_hash_and_its_lock_file_names_no_registry()
    {
        using var file = JsonDocument.Parse(Repository.Read("tests/PleoFunctions.Infra.Tests/node/package-lock.json"));

        file.RootElement.GetProperty("packages")
            .EnumerateObject()
            .Where(package => package.Name.Length > 0)
            .ShouldAllBe(package => Has(package, "integrity") && !Has(package, "resolved"));
    }

    /// <summary>Fills in what the workbook would.</summary>
    private static string Fill(string query) =>
        query
            .Replace("{Partner}", "\"acme\"", StringComparison.Ordinal)
            .Replace("{TimeRange:grain}", "5m", StringComparison.Ordinal);

    private static bool Has(JsonProperty package, string name) => package.Value.TryGetProperty(name, out _);

    [GeneratedRegex("```kusto\n(?<query>.*?)```", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KustoBlock();
}
