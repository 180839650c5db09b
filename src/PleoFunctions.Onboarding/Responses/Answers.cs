using System.Globalization;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>The one place where outcomes and problems become answers.</summary>
internal static class Answers
{
    public const string OutcomeHeader = "Onboarding-Outcome";
    private const string CacheControlHeader = "Cache-Control";
    private const string RetryAfterHeader = "Retry-After";
    private const string Json = "application/json; charset=utf-8";
    private const string ProblemMediaType = "application/problem+json";

    private static readonly KeyValuePair<string, string>[][] HeadersOf =
    [
        .. WireName.All<Outcome>().Select(name => new KeyValuePair<string, string>[] { new(OutcomeHeader, name) }),
    ];

    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);
    private static readonly KeyValuePair<string, string> NoStore = new(CacheControlHeader, "no-store");

    /// <summary>The answer to a delivery that is done.</summary>
    public static Answer Success(ReadOnlyMemory<byte> body, Outcome outcome) =>
        new()
        {
            Status = 200,
            ContentType = Json,
            Outcome = WireName.Of(outcome),
            Headers = HeadersOf[(int)outcome],
            Body = body,
        };

    /// <summary>A JSON document that is no outcome of a delivery.</summary>
    public static Answer Document(int status, byte[] body) =>
        new()
        {
            Status = status,
            ContentType = Json,
            Headers = [NoStore],
            Body = body,
        };

    /// <summary>The same answer, to be stored by nobody on its way.</summary>
    public static Answer NotStored(Answer answer) =>
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

    /// <summary>The answer to a delivery that ended with a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="deliveryId">The delivery, once it is known for sure.</param>
    /// <param name="traceId">Under which our logs tell more.</param>
    public static Answer Failure(Problem problem, string? deliveryId, string traceId)
    {
        var definition = ProblemCatalog.Of(problem.Code);
        var document = new ProblemDocument
        {
            Type = definition.Type,
            Title = definition.Title,
            Status = definition.Status,
            Detail = problem.Detail,
            Code = definition.Name,
            Retryable = definition.Retryable,
            DeliveryId = deliveryId,
            TraceId = traceId,
            Errors = problem.Errors.Count > 0 ? problem.Errors : null,
        };

        return new Answer
        {
            Status = definition.Status,
            ContentType = ProblemMediaType,
            Outcome = definition.Name,
            Headers = definition.Status is 503 or 409 ? [RetryAfter(problem.RetryAfter ?? DefaultRetryAfter)] : [],
            Body = AnswerJson.Write(document, ProblemJson.Default.ProblemDocument),
        };
    }

    /// <summary>In whole seconds, rounded up, and at least one: a client that waits so long does not come too early.</summary>
    private static KeyValuePair<string, string> RetryAfter(TimeSpan wait) =>
        new(RetryAfterHeader, Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
}
