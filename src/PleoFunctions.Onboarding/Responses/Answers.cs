using System.Globalization;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>The one place where outcomes and problems become answers.</summary>
internal static class Answers
{
    public const string Created = "created";
    public const string Replayed = "replayed";
    public const string Reconciled = "reconciled";

    public const string OutcomeHeader = "Onboarding-Outcome";
    private const string CacheControlHeader = "Cache-Control";
    private const string RetryAfterHeader = "Retry-After";
    private const string Json = "application/json; charset=utf-8";
    private const string ProblemJson = "application/problem+json";

    private static readonly KeyValuePair<string, string>[] CreatedHeaders = [new(OutcomeHeader, Created)];
    private static readonly KeyValuePair<string, string>[] ReplayedHeaders = [new(OutcomeHeader, Replayed)];
    private static readonly KeyValuePair<string, string>[] ReconciledHeaders = [new(OutcomeHeader, Reconciled)];

    private static readonly TimeSpan DefaultRetryAfter = TimeSpan.FromSeconds(30);
    private static readonly KeyValuePair<string, string> NoStore = new(CacheControlHeader, "no-store");

    /// <summary>The body that is sent, and kept to be sent again.</summary>
    public static ReadOnlyMemory<byte> Write(InstallationDocument document) =>
        AnswerJson.Write(document, AnswerJson.Default.InstallationDocument);

    /// <summary>The answer to a delivery that is done.</summary>
    public static Answer Success(ReadOnlyMemory<byte> body, string outcome) =>
        new()
        {
            Status = 200,
            ContentType = Json,
            Headers = outcome switch
            {
                Created => CreatedHeaders,
                Replayed => ReplayedHeaders,
                Reconciled => ReconciledHeaders,
                _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no such outcome."),
            },
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
            ContentType = ProblemJson,
            Headers = definition.Status is 503 or 409 ? [RetryAfter(problem.RetryAfter ?? DefaultRetryAfter)] : [],
            Body = AnswerJson.Write(document, AnswerJson.Default.ProblemDocument),
        };
    }

    /// <summary>In whole seconds, rounded up, and at least one: a client that waits so long does not come too early.</summary>
    private static KeyValuePair<string, string> RetryAfter(TimeSpan wait) =>
        new(RetryAfterHeader, Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));
}
