using System.Text.Json;
using PleoFunctions.Onboarding.Deliveries;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>A delivery as operators see it: in a list without its history and answer, never with its payload.</summary>
internal sealed class DeliveryDocument
{
    public required string DeliveryId { get; init; }

    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    /// <summary>One of <c>in_progress</c>, <c>done</c>, <c>failed</c>, <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>The problem that it ended with last.</summary>
    public string? Code { get; init; }

    /// <summary>How often it was claimed.</summary>
    public required int Attempts { get; init; }

    /// <summary>In UTC, which is what makes it end in <c>Z</c>.</summary>
    public required DateTime FirstClaimedAt { get; init; }

    public required DateTime ChangedAt { get; init; }

    /// <summary>Until when nobody else may work on it; only when in progress.</summary>
    public DateTime? LeaseUntil { get; init; }

    /// <summary>Since when Pleo may have an installation of it; only when unknown.</summary>
    public DateTime? DoubtSince { get; init; }

    /// <summary>The SHA-256 of its body, hexadecimal.</summary>
    public string? BodySha256 { get; init; }

    /// <summary>Its last claims, the oldest first.</summary>
    public IReadOnlyList<ClaimDocument>? History { get; init; }

    /// <summary>The answer that was given, and is given again; only when done.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>A delivery as one of a list.</summary>
    public static DeliveryDocument From(DeliverySummary delivery) => Create(delivery, kept: null);

    /// <summary>A delivery with its history and answer.</summary>
    public static DeliveryDocument From(KeptDelivery delivery) => Create(delivery.Summary, delivery);

    private static DeliveryDocument Create(DeliverySummary delivery, KeptDelivery? kept) =>
        new()
        {
            DeliveryId = delivery.Key.DeliveryId,
            Partner = delivery.Key.Partner,
            Tenant = delivery.Tenant,
            State = DeliveryWords.WordOf(delivery.State),
            Code = delivery.Code,
            Attempts = delivery.Attempts,
            FirstClaimedAt = delivery.FirstClaimedAt.UtcDateTime,
            ChangedAt = delivery.ChangedAt.UtcDateTime,
            LeaseUntil = delivery.LeaseUntil?.UtcDateTime,
            DoubtSince = kept?.DoubtSince?.UtcDateTime,
            BodySha256 =
                kept is null || kept.BodyHash == default ? null : Convert.ToHexStringLower(kept.BodyHash.ToArray()),
            History = kept is null ? null : [.. kept.History.Claims.Select(ClaimDocument.From)],
            Answer = kept is { Answer.IsEmpty: false } ? JsonElement.Parse(kept.Answer.Span) : null,
        };
}
