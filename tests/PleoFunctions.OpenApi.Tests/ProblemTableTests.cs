using System.Globalization;
using System.Text.Json.Nodes;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Testing.OpenApi;

namespace PleoFunctions.OpenApi.Tests;

/// <summary>The document has the problem table, row by row, and nothing beside it.</summary>
public sealed class ProblemTableTests(OpenApiFixture fixture)
{
    private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    public static TheoryData<ProblemCode> Codes => [.. Enum.GetValues<ProblemCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_row_is_in_the_document_as_in_the_table(ProblemCode code)
    {
        var row = ProblemCatalog.Of(code);

        var schema = fixture.Schema(row.Name);

        ((string)schema["title"]!).ShouldBe(row.Name);
        ((string)schema["allOf"]![0]!["$ref"]!).ShouldBe("#/components/schemas/Problem");
        new JsonObject
        {
            ["type"] = Constant(row.Type),
            ["title"] = Constant(row.Title),
            ["status"] = Constant(row.Status),
            ["code"] = Constant(row.Name),
            ["retryable"] = Constant(row.Retryable),
        }
            .ToJsonString()
            .ShouldBe(schema["properties"]!.ToJsonString());
    }

    [Fact]
    public void The_statuses_are_those_of_the_table_and_each_lists_its_codes()
    {
        var documented = fixture.Webhook["responses"]!
            .AsObject()
            .Where(response => response.Value!["content"]!["application/problem+json"] is not null)
            .ToDictionary(
                response => int.Parse(response.Key, CultureInfo.InvariantCulture),
                response => CodesOf(response.Value!["content"]!["application/problem+json"]!["schema"]!)
            );

        documented
            .SelectMany(response => response.Value.Select(code => (response.Key, code)))
            .ShouldBe(ProblemCatalog.All.Select(row => (row.Status, row.Name)), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void A_row_has_an_example_of_its_own(ProblemCode code)
    {
        var row = ProblemCatalog.Of(code);
        var status = row.Status.ToString(CultureInfo.InvariantCulture);

        var example = fixture
            .Contract.Find(
                "paths",
                "/api/webhooks/{partner}/onboarding",
                "post",
                "responses",
                status,
                "content",
                "application/problem+json",
                "examples",
                row.Name
            )
            .Node;

        ((string)example["value"]!["code"]!).ShouldBe(row.Name);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task What_the_core_writes_for_a_row_fits_the_document_with_and_without_the_optional_members(
        ProblemCode code
    )
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

        foreach (var answer in new[] { plain, full })
        {
            var recorded = await fixture.Contract.CheckAsync(
                new ObservedAnswer
                {
                    Method = "POST",
                    Path = "/api/webhooks/acme/onboarding",
                    Status = answer.Status,
                    Headers = new Dictionary<string, string>(answer.Headers, StringComparer.OrdinalIgnoreCase)
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
    public void Retry_After_is_promised_where_the_core_sends_it_and_nowhere_else()
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
        outcome["schema"]!["enum"]!
            .AsArray()
            .Select(value => (string)value!)
            .ShouldBe([Answers.Created, Answers.Replayed, Answers.Reconciled]);
    }

    private static IReadOnlyList<PayloadError> ErrorsOf(ProblemCode code) =>
        code is ProblemCode.InvalidPayload ? [new PayloadError("/data/tenant", "is required")] : [];

    private static IEnumerable<string> CodesOf(JsonNode schema) =>
        (schema["oneOf"]?.AsArray() ?? [schema.DeepClone()]).Select(one =>
            ((string)one!["$ref"]!)["#/components/schemas/".Length..]
        );

    private static JsonObject Constant(JsonNode value) => new() { ["const"] = value };
}
