using PleoFunctions.Local.Diagnosis;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Everything that the console knows about a delivery.</summary>
internal sealed record DeliveryDetail
{
    public required DeliverySummary Summary { get; init; }

    /// <summary>The request's path without its query, which may hold a function key; null without a request.</summary>
    public required string? Path { get; init; }

    public required IReadOnlyList<HeaderDocument> RequestHeaders { get; init; }

    public required BodyDocument RequestBody { get; init; }

    /// <summary>The whole request is kept, so it can be sent again byte for byte.</summary>
    public required bool CanBeSentAgain { get; init; }

    /// <summary>The run that the request began; null without a request.</summary>
    public required RunDocument? Run { get; init; }

    /// <summary>The status of the answer; null before it, and without a request.</summary>
    public required int? AnswerStatus { get; init; }

    public required IReadOnlyList<HeaderDocument> AnswerHeaders { get; init; }

    public required BodyDocument AnswerBody { get; init; }

    /// <summary>The latest runs by recovery, oldest first.</summary>
    public required IReadOnlyList<RunDocument> Recoveries { get; init; }

    /// <summary>The scheme in the partner's settings; null when there is no such partner.</summary>
    public string? Scheme { get; init; }

    /// <summary>Why the signature was refused, if it was.</summary>
    public IReadOnlyList<SignatureCheck>? Diagnosis { get; init; }
}

/// <summary>A run of a delivery.</summary>
internal sealed record RunDocument
{
    public required DateTimeOffset At { get; init; }

    public required string? TraceId { get; init; }

    /// <summary>The outcome or the problem's code; null while it goes on.</summary>
    public required string? Outcome { get; init; }

    /// <summary>The status of an answer with this outcome; null while it goes on.</summary>
    public required int? Status { get; init; }

    /// <summary>Running it again may help; null when it is not a problem.</summary>
    public required bool? Retryable { get; init; }

    /// <summary>How long it took, in milliseconds; null while it goes on.</summary>
    public required double? DurationMs { get; init; }

    /// <summary>The steps, in the order in which they ended.</summary>
    public required IReadOnlyList<StepDocument> Steps { get; init; }

    public required IReadOnlyList<CallDocument> Calls { get; init; }
}

/// <summary>A step of the flow.</summary>
/// <param name="Name">The span's name without <c>onboarding.</c>: read, verify, key, claim, bind, unbind, attempt, finish, complete, release.</param>
/// <param name="Within">The step that contains it, if any.</param>
/// <param name="StartMs">The start, in milliseconds after the run began.</param>
/// <param name="DurationMs">The duration in milliseconds.</param>
/// <param name="Result">The result, such as <c>valid</c>.</param>
/// <param name="Attempt">The attempt's number, for a call to Pleo.</param>
/// <param name="SpanId">The span's id, which the step's call to Pleo has too.</param>
internal sealed record StepDocument(
    string Name,
    string? Within,
    double StartMs,
    double DurationMs,
    string? Result,
    int? Attempt,
    string SpanId
);

/// <summary>A call to Pleo and its reply.</summary>
internal sealed record CallDocument
{
    /// <summary>The span id of the step that made it.</summary>
    public required string? SpanId { get; init; }

    public required string Method { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<HeaderDocument> RequestHeaders { get; init; }

    public required BodyDocument RequestBody { get; init; }

    /// <summary>The reply's status; null without a reply.</summary>
    public int? Status { get; init; }

    public IReadOnlyList<HeaderDocument> ReplyHeaders { get; init; } = [];

    public required BodyDocument ReplyBody { get; init; }

    /// <summary>Why there was no reply.</summary>
    public string? Failure { get; init; }

    /// <summary>Time until the reply's headers arrived or the call failed; null while it runs.</summary>
    public double? DurationMs { get; init; }
}

/// <summary>A header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null when it is not shown.</param>
internal sealed record HeaderDocument(string Name, string? Value);

/// <summary>A body, as text.</summary>
/// <param name="Text">The text; bytes that are not UTF-8 are replaced.</param>
/// <param name="Length">The body's length in bytes.</param>
/// <param name="IsWhole">The text is the whole body.</param>
/// <param name="IsForgotten">The text was dropped to make room for newer deliveries.</param>
internal sealed record BodyDocument(string Text, long Length, bool IsWhole, bool IsForgotten);
