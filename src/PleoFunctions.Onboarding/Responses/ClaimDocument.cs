using PleoFunctions.Onboarding.Deliveries;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>A claim on a delivery as operators see it.</summary>
internal sealed class ClaimDocument
{
    /// <summary>The how-manieth claim on the delivery it is, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>One of <c>in_progress</c>, <c>done</c>, <c>failed</c>, <c>unknown</c>, <c>lapsed</c>.</summary>
    public required string State { get; init; }

    /// <summary>The problem that it ended with.</summary>
    public string? Code { get; init; }

    public required DateTime ClaimedAt { get; init; }

    public DateTime? EndedAt { get; init; }

    public static ClaimDocument From(ClaimRecord claim) =>
        new()
        {
            Attempt = claim.Attempt,
            State = DeliveryWords.WordOf(claim.State),
            Code = claim.Code,
            ClaimedAt = claim.ClaimedAt.UtcDateTime,
            EndedAt = claim.EndedAt?.UtcDateTime,
        };
}
