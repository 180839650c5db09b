
namespace PleoFunctions.Local.DeliveryConsole;

/// <summary>A call to Pleo and its reply.</summary>
internal sealed record CallDocument
{
    /// <summary>The step that made it.</summary>
    public required string? SpanId { get; init; }

    public required string Method { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<HeaderDocument> RequestHeaders { get; init; }

    public required BodyDocument RequestBody { get; init; }

    /// <summary>The reply's status; null when there was no reply, or none yet.</summary>
    public int? Status { get; init; }

    public IReadOnlyList<HeaderDocument> ReplyHeaders { get; init; } = [];

    public required BodyDocument ReplyBody { get; init; }

    /// <summary>Why there was no reply.</summary>
    public string? Failure { get; init; }

    /// <summary>Until the reply's headers were there, or the call failed; null while it is under way.</summary>
    public double? DurationMs { get; init; }
}
