using PleoFunctions.Local.Diagnosis;

namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>Everything that is known of a delivery.</summary>
internal sealed record DeliveryDetail
{
    public required DeliverySummary Summary { get; init; }

    /// <summary>The request's path, without its query: that may hold a function key.</summary>
    public required string Path { get; init; }

    public required string? TraceId { get; init; }

    public required IReadOnlyList<HeaderDocument> RequestHeaders { get; init; }

    public required BodyDocument RequestBody { get; init; }

    /// <summary>All of the request is still there, so it can be sent again byte for byte.</summary>
    public required bool CanBeSentAgain { get; init; }

    /// <summary>The steps, in the order in which they ended.</summary>
    public required IReadOnlyList<StepDocument> Steps { get; init; }

    public required IReadOnlyList<CallDocument> Calls { get; init; }

    public required IReadOnlyList<HeaderDocument> AnswerHeaders { get; init; }

    public required BodyDocument AnswerBody { get; init; }

    /// <summary>The scheme that the partner is set up with; null when there is no such partner.</summary>
    public string? Scheme { get; init; }

    /// <summary>Why the signature was refused, if it was.</summary>
    public IReadOnlyList<SignatureCheck>? Diagnosis { get; init; }
}
