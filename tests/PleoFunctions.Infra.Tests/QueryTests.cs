using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Infra.Tests;

/// <summary>Alerts and workbook query only telemetry that the app emits.</summary>
public sealed partial class QueryTests
{
    /// <summary>The exporter adds it to the properties of a log's message.</summary>
    private const string EventId = "EventId";

    private static readonly string[] Successes = [.. Enum.GetValues<Outcome>().Select(WireName.Of)];

    /// <summary>Those of answers, and <c>dead</c>, the outcome of a delivery that recovery gave up.</summary>
    private static readonly string[] Outcomes =
    [
        .. Successes,
        .. ProblemCatalog.All.Select(problem => problem.Name),
        "dead",
    ];

    public static TheoryData<string> Files { get; } = [.. Repository.InfraFiles("*.kql")];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_query_names_only_metrics_that_the_app_emits(string file)
    {
        var metrics = MetricName().Matches(Query(file)).Select(match => match.Groups["it"].Value);

        metrics.Except(Telemetry.TagsOfMetrics.Keys, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_query_names_only_tags_that_its_metrics_and_log_events_have(string file)
    {
        var query = Query(file);
        var tags = MetricName()
            .Matches(query)
            .SelectMany(match => Telemetry.TagsOfMetrics[match.Groups["it"].Value])
            .Concat(
                LogEvent()
                    .Matches(query)
                    .Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))
                    .SelectMany(id => LogParameter().Matches(Telemetry.LogEvents[id]))
                    .Select(match => match.Groups["it"].Value)
            )
            .Append(EventId);

        TagName()
            .Matches(query)
            .Select(match => match.Groups["it"].Value)
            .Except(tags, StringComparer.Ordinal)
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_query_names_only_outcomes_that_exist(string file)
    {
        var query = Query(file);
        var named = OutcomeComparison()
            .Matches(query)
            .SelectMany(match => Literal().Matches(match.Groups["it"].Value))
            .Select(match => match.Groups["it"].Value);
        var results = ResultComparison()
            .Matches(query)
            .SelectMany(match => Literal().Matches(match.Groups["it"].Value))
            .Select(match => match.Groups["it"].Value);

        named.Except(Outcomes, StringComparer.Ordinal).ShouldBeEmpty();
        results.Except(Telemetry.SecretResults, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_query_that_names_one_success_names_all_successes(string file)
    {
        var named = Literal()
            .Matches(Query(file))
            .Select(match => match.Groups["it"].Value)
            .Intersect(Successes, StringComparer.Ordinal)
            .ToList();

        if (named.Count > 0)
        {
            named.ShouldBe(Successes, ignoreOrder: true);
        }
    }

    [Fact]
    public void The_queries_in_the_operations_manual_name_all_successes()
    {
        var lists = OutcomeComparison().Matches(Repository.Read("docs/operations.md"));

        lists.Count.ShouldBe(2);
        foreach (Match list in lists)
        {
            Literal()
                .Matches(list.Groups["it"].Value)
                .Select(match => match.Groups["it"].Value)
                .ShouldBe(Successes, ignoreOrder: true);
        }
    }

    [Fact]
    public void The_operations_manual_names_only_log_events_that_the_app_writes() =>
        LogEventInText()
            .Matches(Repository.Read("docs/operations.md") + Repository.Read("docs/errors.md"))
            .Select(match => int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture))
            .Except(Telemetry.LogEvents.Keys)
            .ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_query_names_only_log_events_that_the_app_writes(string file)
    {
        foreach (Match match in LogEvent().Matches(Query(file)))
        {
            var id = int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture);

            Telemetry.LogEvents.ShouldContainKey(id);
            Telemetry.LogEvents[id].ShouldStartWith(match.Groups["message"].Value);
        }

        LogEvent().Count(Query(file)).ShouldBe(EventIds().Count(Query(file)));
    }

    [Fact]
    public void A_failure_is_an_outcome_other_than_a_success_or_a_partners_mistake()
    {
        var named = OutcomeComparison().Match(Query("infra/queries/alerts/failure-share.kql")).Groups["it"].Value;

        Literal()
            .Matches(named)
            .Select(match => match.Groups["it"].Value)
            .ShouldBe(
                ProblemCatalog
                    .All.Where(problem => problem.Status >= 500)
                    // Only operators get it, not deliveries.
                    .Where(problem => problem.Code != ProblemCode.IssuerUnavailable)
                    .Select(problem => problem.Name),
                ignoreOrder: true
            );
    }

    [Fact]
    public void A_signature_failure_is_any_401_of_a_webhook_or_a_wrong_function_key()
    {
        var named = OutcomeComparison().Match(Query("infra/queries/alerts/signature-failures.kql")).Groups["it"].Value;

        Literal()
            .Matches(named)
            .Select(match => match.Groups["it"].Value)
            .ShouldBe(
                ProblemCatalog
                    .All.Where(problem =>
                        problem
                            is { Status: 401, Code: not ProblemCode.NotAllowed }
                                or { Code: ProblemCode.WrongFunctionKey }
                    )
                    .Select(problem => problem.Name),
                ignoreOrder: true
            );
    }

    [Fact]
    public void Each_query_is_used_by_an_alert_or_the_workbook()
    {
        var asked = Snapshot
            .Production.Of("Microsoft.Insights/scheduledQueryRules")
            .Select(alert => alert.Element("properties.criteria.allOf")!.Value[0].GetProperty("query").GetString()!)
            .Concat(WorkbookQueries());

        Repository.InfraFiles("*.kql").Select(Repository.Read).ShouldBe(asked, ignoreOrder: true);
    }

    [Fact]
    public void The_workbook_shows_charts_before_text()
    {
        var kinds = WorkbookItems().Select(item => item.GetProperty("type").GetInt32()).ToList();

        kinds[0].ShouldBe(9, "first what can be chosen");
        kinds.IndexOf(1).ShouldBe(kinds.Count - 1, "words come last");
    }

    private static IEnumerable<JsonElement> WorkbookItems()
    {
        var data = Snapshot.Production.Of("Microsoft.Insights/workbooks").Single().Value("properties.serializedData")!;
        using var document = JsonDocument.Parse(data);
        return [.. document.RootElement.GetProperty("items").EnumerateArray().Select(item => item.Clone())];
    }

    private static IEnumerable<string> WorkbookQueries() =>
        WorkbookItems()
            .SelectMany(item =>
                item.GetProperty("content").TryGetProperty("parameters", out var parameters)
                    ? [.. parameters.EnumerateArray()]
                    : new[] { item.GetProperty("content") }
            )
            .Where(content => content.TryGetProperty("query", out _))
            .Select(content => content.GetProperty("query").GetString()!);

    private static string Query(string file) => Comment().Replace(Repository.Read(file), "");

    [GeneratedRegex("^//.*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("\"(?<it>onboarding\\.[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\bProperties\.(?<it>\w+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagName();

    [GeneratedRegex(
        @"\bOutcome (?:==|!=|!?in) (?<it>\([^)]*\)|""[^""]*"")",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex OutcomeComparison();

    [GeneratedRegex(
        @"\bResult (?:==|!=|!?in) (?<it>\([^)]*\)|""[^""]*"")",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex ResultComparison();

    [GeneratedRegex(
        @"Properties\.EventId\) == ""(?<id>\d+)"" and Message startswith ""(?<message>[^""]+)""",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex LogEvent();

    [GeneratedRegex(@"\{(?<it>\w+)(?::\w+)?\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogParameter();

    [GeneratedRegex(@"(?:[Ll]og event|EventId\) ==) ""?(?<id>\d+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogEventInText();

    [GeneratedRegex(@"\bEventId\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventIds();

    [GeneratedRegex("\"(?<it>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Literal();
}
