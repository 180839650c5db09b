using System.Text;
using System.Text.Json;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Responses;

public sealed class AnswersTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly KeyValuePair<string, string> NoStore = new("Cache-Control", "no-store");

    [Fact]
    public void Answers_a_done_delivery_with_the_given_bytes()
    {
        var body = "{}"u8.ToArray();

        var answer = Answers.Success(body, Outcome.Replayed);

        answer.Status.ShouldBe(200);
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Outcome.ShouldBe("replayed");
        answer.Headers.ShouldBe([new("Onboarding-Outcome", "replayed")]);
        answer.Body.ToArray().ShouldBe(body);
    }

    [Fact]
    public void Writes_each_outcome_in_one_word() =>
        WireName
            .All<Outcome>()
            .ShouldBe(["created", "updated", "replayed", "reconciled", "superseded", "ignored", "accepted"]);

    [Fact]
    public void Forbids_caches_to_store_a_document()
    {
        var answer = Answers.Document(503, "{}"u8.ToArray());

        answer.Status.ShouldBe(503);
        answer.ContentType.ShouldBe("application/json; charset=utf-8");
        answer.Headers.ShouldBe([NoStore]);
        answer.Body.ToArray().ShouldBe("{}"u8.ToArray());
    }

    [Fact]
    public void Adds_no_store_to_an_answer_only_once()
    {
        var answer = Answers.Success("{}"u8.ToArray(), Outcome.Created);

        var notStored = Answers.ForbidStoring(answer);

        notStored.Status.ShouldBe(answer.Status);
        notStored.ContentType.ShouldBe(answer.ContentType);
        notStored.Headers.ShouldBe([.. answer.Headers, NoStore]);
        notStored.Body.ToArray().ShouldBe(answer.Body.ToArray());
        Answers.ForbidStoring(notStored).ShouldBeSameAs(notStored);
    }

    [Fact]
    public void Writes_a_problem_as_RFC_9457_says()
    {
        var problem = new Problem(ProblemCode.InvalidPayload, "Über <all> & \"more\"")
        {
            Errors = [new PayloadError("/data/tenant", "is required")],
        };

        var answer = Answers.Failure(problem, "msg_1", TraceId);

        answer.Status.ShouldBe(400);
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Headers.ShouldBeEmpty();
        Text(answer)
            .ShouldBe(
                $$"""
                {"type":"{{ProblemCatalog.ErrorsPage}}#invalid_payload","title":"The payload does not have the expected form","status":400,"detail":"Über <all> & \"more\"","code":"invalid_payload","retryable":false,"deliveryId":"msg_1","traceId":"{{TraceId}}","errors":[{"pointer":"/data/tenant","detail":"is required"}]}
                """
            );
    }

    [Fact]
    public void Leaves_out_what_a_problem_does_not_have()
    {
        var answer = Answers.Failure(Problem.Internal, deliveryId: null, TraceId);

        answer.Status.ShouldBe(500);
        Text(answer)
            .ShouldBe(
                $$"""
                {"type":"{{ProblemCatalog.ErrorsPage}}#internal_error","title":"An error on our side","status":500,"detail":"Something went wrong on our side and has been logged under the trace id. Send the webhook again later.","code":"internal_error","retryable":true,"traceId":"{{TraceId}}"}
                """
            );
    }

    [Fact]
    public void Sends_Retry_After_only_where_waiting_helps()
    {
        foreach (var definition in ProblemCatalog.All)
        {
            var answer = Answers.Failure(new Problem(definition.Code, "Why."), null, TraceId);

            answer.Headers.ShouldBe(
                definition.Status is 409 or 503 ? [new("Retry-After", "30")] : [],
                customMessage: definition.Name
            );
        }
    }

    [Theory]
    [InlineData(-1, "1")]
    [InlineData(0, "1")]
    [InlineData(1, "1")]
    [InlineData(1_000, "1")]
    [InlineData(1_001, "2")]
    [InlineData(59_999, "60")]
    public void Rounds_Retry_After_up_to_whole_seconds(int milliseconds, string seconds)
    {
        var problem = new Problem(ProblemCode.PleoRateLimited, "Why.")
        {
            RetryAfter = TimeSpan.FromMilliseconds(milliseconds),
        };

        Answers.Failure(problem, null, TraceId).Headers.ShouldBe([new("Retry-After", seconds)]);
    }

    [Fact]
    public void Escapes_in_an_installation_only_what_JSON_must()
    {
        var body = InstallationDocument.Write(
            new DeliveryKey("acme", "northwind", "msg_1"),
            new NormalizedInstallation
            {
                Id = "id",
                ApplicationId = "application",
                Resource = NormalizedResource.From("æ"),
                Status = "ACTIVATED",
                State = "active",
                ErrorCode = null,
                Metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal)
                {
                    ["a"] = JsonElement.Parse("1.0"),
                },
                CreatedAt = Arrival.Time.UtcDateTime,
                UpdatedAt = Arrival.Time.UtcDateTime,
            }
        );

        Encoding
            .UTF8.GetString(body.Span)
            .ShouldBe(
                """
                {"deliveryId":"msg_1","partner":"acme","tenant":"northwind","installation":{"id":"id","applicationId":"application","resource":{"urn":"æ","type":null,"id":null},"status":"ACTIVATED","state":"active","errorCode":null,"metadata":{"a":1.0},"createdAt":"2026-11-23T10:00:00Z","updatedAt":"2026-11-23T10:00:00Z"}}
                """
            );
    }

    private static string Text(Answer answer) => Encoding.UTF8.GetString(answer.Body.Span);
}
