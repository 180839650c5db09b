using System.Globalization;
using System.Text.Json.Nodes;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>The document has exactly the rows of the problem table.</summary>
public sealed class ProblemTableTests(OpenApiFixture fixture)
{
    private const string ProblemJson = "application/problem+json";
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public static TheoryData<ProblemCode> Codes => [.. Enum.GetValues<ProblemCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void The_document_has_each_row_of_the_table(ProblemCode code)
    {
        var row = ProblemCatalog.Of(code);

        var schema = fixture.Schema(row.Name);

        ((string)schema["title"]!).ShouldBe(row.Name);
        ((string)schema["allOf"]![0]!["$ref"]!).ShouldBe("#/components/schemas/Problem");
        new JsonObject
        {
            ["type"] = Constant(row.Type),
            ["title"] = Constant(row.Title),
            ["status"] =
                row.Statuses.Count == 1
                    ? Constant(row.Status)
                    : new JsonObject
                    {
                        ["enum"] = new JsonArray([.. row.Statuses.Select(one => JsonValue.Create(one))]),
                    },
            ["code"] = Constant(row.Name),
            ["retryable"] = Constant(row.Retryable),
        }
            .ToJsonString()
            .ShouldBe(schema["properties"]!.ToJsonString());
    }

    [Fact]
    public void Operations_list_the_tables_codes_under_their_statuses() =>
        Listings()
            .Select(listing => (listing.Status, listing.Code))
            .Distinct()
            .ShouldBe(
                ProblemCatalog.All.SelectMany(row => row.Statuses.Select(status => (status, row.Name))),
                ignoreOrder: true
            );

    [Fact]
    public void A_code_that_an_operation_lists_has_an_example_there()
    {
        foreach (var (path, method, status, code) in Listings())
        {
            var example = fixture
                .Contract.Find(
                    "paths",
                    path,
                    method,
                    "responses",
                    status.ToString(CultureInfo.InvariantCulture),
                    "content",
                    ProblemJson,
                    "examples",
                    code
                )
                .Node;
            ((string)example["value"]!["code"]!).ShouldBe(code);
        }
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_problem_of_each_row_fits_the_document_with_and_without_optional_members(ProblemCode code)
    {
        var plain = Answers.Failure(new Problem(code, "A detail.") { Errors = ErrorsOf(code) }, null, TraceId);
        var full = Answers.Failure(
            new Problem(code, "A detail.")
            {
                Errors = [new PayloadError("/data/tenant", "is required"), new PayloadError("", "is no object")],
                RetryAfter = TimeSpan.FromMilliseconds(1),
            },
            "msg_1",
            TraceId
        );

        var listing = Listings()
            .First(one => string.Equals(one.Code, ProblemCatalog.Of(code).Name, StringComparison.Ordinal));
        foreach (var answer in new[] { plain, full })
        {
            var recorded = await fixture.Contract.CheckAsync(
                new ObservedAnswer
                {
                    Method = listing.Method,
                    Path = listing.Path.Replace('{', '-').Replace('}', '-'),
                    Status = answer.Status,
                    Headers = new Dictionary<string, string>(
                        listing.Path.StartsWith("/api/webhooks", StringComparison.Ordinal)
                            ? answer.Headers
                            : Answers.ForbidStoring(answer).Headers,
                        StringComparer.OrdinalIgnoreCase
                    )
                    {
                        ["Content-Type"] = answer.ContentType,
                    },
                    Body = answer.Body,
                }
            );
            recorded.Code.ShouldBe(ProblemCatalog.Of(code).Name);
        }
    }

    [Fact]
    public void The_document_promises_Retry_After_exactly_where_the_core_sends_it()
    {
        var promised = fixture.Webhook["responses"]!
            .AsObject()
            .Where(response => response.Value!["headers"]?["Retry-After"] is not null)
            .Select(response => response.Key);

        var sent = ProblemCatalog
            .All.Where(row =>
                Answers
                    .Failure(new Problem(row.Code, ""), null, TraceId)
                    .Headers.Any(header => string.Equals(header.Key, "Retry-After", StringComparison.Ordinal))
            )
            .Select(row => row.Status.ToString(CultureInfo.InvariantCulture))
            .Distinct(StringComparer.Ordinal);

        promised.ShouldBe(sent, ignoreOrder: true);
    }

    [Fact]
    public void The_outcomes_are_the_core_s()
    {
        var outcome = fixture.Contract.Find("components", "headers", "OnboardingOutcome").Node;

        fixture.Webhook["responses"]!["200"]!["headers"]!.AsObject().Single().Key.ShouldBe(Answers.OutcomeHeader);
        outcome["schema"]!["enum"]!.AsArray().Select(value => (string)value!).ShouldBe(WireName.All<Outcome>());
    }

    private static IReadOnlyList<PayloadError> ErrorsOf(ProblemCode code) =>
        code is ProblemCode.InvalidPayload ? [new PayloadError("/data/tenant", "is required")] : [];

    /// <summary>Every code of every operation.</summary>
    private IEnumerable<(string Path, string Method, int Status, string Code)> Listings() =>
        from path in fixture.Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        from response in operation.Value!["responses"]!.AsObject()
        let schema = response.Value!["content"]?[ProblemJson]?["schema"]
        where schema is not null
        from one in schema["oneOf"]?.AsArray() ?? [schema.DeepClone()]
        select (
            path.Key,
            operation.Key,
            int.Parse(response.Key, CultureInfo.InvariantCulture),
            ((string)one["$ref"]!)["#/components/schemas/".Length..]
        );

    private static JsonObject Constant(JsonNode value) => new() { ["const"] = value };
}
