using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>A delivery as operators see it. It never has the payload; in a list it has no history and no answer.</summary>
internal sealed class DeliveryDocument
{
    public required string DeliveryId { get; init; }

    public required string Partner { get; init; }

    public required string Tenant { get; init; }

    /// <summary>One of <c>in_progress</c>, <c>waiting</c>, <c>done</c>, <c>failed</c>, <c>unknown</c>, <c>dead</c>.</summary>
    public required string State { get; init; }

    /// <summary>The problem code that it last ended with.</summary>
    public string? Code { get; init; }

    /// <summary>How many times it was claimed.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the ledger first saw it. In UTC, so that it is written with <c>Z</c>.</summary>
    public required DateTime FirstSeenAt { get; init; }

    public required DateTime ChangedAt { get; init; }

    /// <summary>Until this time only one request may work on it; set only when in progress.</summary>
    public DateTime? LeaseUntil { get; init; }

    /// <summary>When recovery runs it next; absent when it does not run again by itself.</summary>
    public DateTime? NextAttemptAt { get; init; }

    /// <summary>When its event happened, as the payload says.</summary>
    public DateTime? OccurredAt { get; init; }

    /// <summary>The SHA-256 of its body, hexadecimal.</summary>
    public string? BodySha256 { get; init; }

    /// <summary>Its most recent claims, oldest first.</summary>
    public IReadOnlyList<ClaimDocument>? History { get; init; }

    /// <summary>The answer that was sent, and is sent again; set only when done.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>A delivery in a list.</summary>
    public static DeliveryDocument From(DeliverySummary delivery, RecoverySchedule schedule) =>
        Create(delivery, stored: null, schedule);

    /// <summary>A delivery with its history and answer.</summary>
    public static DeliveryDocument From(DeliveryRecord delivery, RecoverySchedule schedule) =>
        Create(delivery.Summary, delivery, schedule);

    private static DeliveryDocument Create(
        DeliverySummary delivery,
        DeliveryRecord? stored,
        RecoverySchedule schedule
    ) =>
        new()
        {
            DeliveryId = delivery.Key.DeliveryId,
            Partner = delivery.Key.Customer.Partner,
            Tenant = delivery.Key.Customer.Tenant,
            State = WireName.Of(delivery.State),
            Code = delivery.Code,
            Attempts = delivery.Attempts,
            FirstSeenAt = delivery.FirstSeenAt!.Value.UtcDateTime,
            ChangedAt = delivery.ChangedAt.UtcDateTime,
            LeaseUntil = delivery.LeaseUntil?.UtcDateTime,
            NextAttemptAt = delivery.State is DeliveryState.Done ? null : schedule.NextAttemptAt(delivery)?.UtcDateTime,
            OccurredAt = stored?.OccurredAt?.UtcDateTime,
            BodySha256 =
                stored is null || stored.BodyHash == default
                    ? null
                    : Convert.ToHexStringLower(stored.BodyHash.ToArray()),
            History = stored is null ? null : [.. stored.History.Claims.Select(ClaimDocument.From)],
            Answer = stored is { Answer.IsEmpty: false } ? JsonElement.Parse(stored.Answer.Span) : null,
        };
}

/// <summary>A claim on a delivery as operators see it.</summary>
internal sealed class ClaimDocument
{
    /// <summary>The attempt number, starting at 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>One of <c>in_progress</c>, <c>done</c>, <c>failed</c>, <c>unknown</c>, <c>lapsed</c>.</summary>
    public required string State { get; init; }

    /// <summary>The problem code that it ended with.</summary>
    public string? Code { get; init; }

    public required DateTime ClaimedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public static ClaimDocument From(ClaimRecord claim) =>
        new()
        {
            Attempt = claim.Attempt,
            State = WireName.Of(claim.State),
            Code = claim.Code,
            ClaimedAt = claim.ClaimedAt.UtcDateTime,
            EndedAt = claim.EndedAt?.UtcDateTime,
        };
}

/// <summary>A page of a partner's deliveries.</summary>
internal sealed class DeliveryListDocument
{
    public required IReadOnlyList<DeliveryDocument> Deliveries { get; init; }

    /// <summary>The value to send for the next page; absent on the last page.</summary>
    public string? Continuation { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DeliveryListDocument))]
[JsonSerializable(typeof(DeliveryDocument))]
[JsonSerializable(typeof(CustomerDocument))]
[JsonSerializable(typeof(ErasedCustomerDocument))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
