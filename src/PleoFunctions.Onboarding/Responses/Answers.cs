using System.Globalization;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>Turns outcomes and problems into answers. Nothing else does.</summary>
internal static class Answers
{
    public const string OutcomeHeader = "Onboarding-Outcome";
    private const string CacheControlHeader = "Cache-Control";
    private const string RetryAfterHeader = "Retry-After";
    private const string ChallengeHeader = "WWW-Authenticate";
    private const string Json = "application/json; charset=utf-8";
    private const string ProblemMediaType = "application/problem+json";

    private static readonly KeyValuePair<string, string>[][] HeadersOf =
    [
        .. WireName.All<Outcome>().Select(name => new KeyValuePair<string, string>[] { new(OutcomeHeader, name) }),
    ];

    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);
    private static readonly KeyValuePair<string, string> NoStore = new(CacheControlHeader, "no-store");

    /// <summary>200 with the installation: the answer to a delivery that is done.</summary>
    public static Answer Success(ReadOnlyMemory<byte> body, Outcome outcome) => Succeed(200, body, outcome);

    /// <summary>202: the delivery is recorded, and will be finished.</summary>
    public static Answer Accepted(ReadOnlyMemory<byte> body) => Succeed(202, body, Outcome.Accepted);

    private static Answer Succeed(int status, ReadOnlyMemory<byte> body, Outcome outcome) =>
        new()
        {
            Status = status,
            ContentType = Json,
            Outcome = WireName.Of(outcome),
            Headers = HeadersOf[(int)outcome],
            Body = body,
        };

    /// <summary>A JSON document that is not the outcome of a delivery.</summary>
    public static Answer Document(int status, byte[] body) =>
        new()
        {
            Status = status,
            ContentType = Json,
            Headers = [NoStore],
            Body = body,
        };

    /// <summary>The same answer, with a header that forbids caches to store it.</summary>
    public static Answer ForbidStoring(Answer answer) =>
        answer.Headers.Contains(NoStore)
            ? answer
            : new Answer
            {
                Status = answer.Status,
                ContentType = answer.ContentType,
                Outcome = answer.Outcome,
                Headers = [.. answer.Headers, NoStore],
                Body = answer.Body,
            };

    /// <summary>A problem document (RFC 9457): the answer to a request that failed.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="deliveryId">The delivery id; null until the delivery is known for certain.</param>
    /// <param name="traceId">The trace id under which the logs have the details.</param>
    public static Answer Failure(Problem problem, string? deliveryId, string traceId)
    {
        var definition = ProblemCatalog.Of(problem.Code);
        var status = problem.Status ?? definition.Status;
        var document = new ProblemDocument
        {
            Type = definition.Type,
            Title = definition.Title,
            Status = status,
            Detail = problem.Detail,
            Code = definition.Name,
            Retryable = definition.Retryable,
            DeliveryId = deliveryId,
            TraceId = traceId,
            Errors = problem.Errors.Count > 0 ? problem.Errors : null,
        };

        return new Answer
        {
            Status = status,
            ContentType = ProblemMediaType,
            Outcome = definition.Name,
            Headers =
                problem.Challenge is { } challenge ? [new(ChallengeHeader, challenge)]
                : status is 503 or 409 ? [CreateRetryAfter(problem.RetryAfter ?? DefaultRetryAfter)]
                : [],
            Body = AnswerJson.Write(document, ProblemJson.Default.ProblemDocument),
        };
    }

    /// <summary>In whole seconds, at least 1, rounded up so that a client that waits this long does not come too early.</summary>
    private static KeyValuePair<string, string> CreateRetryAfter(TimeSpan wait) =>
        new(RetryAfterHeader, Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
}
