using System.Text.Json;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>The last claims on a delivery, the oldest first. It is written with the delivery, so it has to stay small.</summary>
internal sealed class ClaimHistory
{
    /// <summary>How many claims are remembered.</summary>
    public const int Longest = 20;

    /// <summary>No claims.</summary>
    public static readonly ClaimHistory None = new([]);

    private ClaimHistory(ClaimRecord[] claims) => Claims = claims;

    public IReadOnlyList<ClaimRecord> Claims { get; }

    /// <summary>The history with one more claim. One before it that never said how it ended has lapsed.</summary>
    public ClaimHistory Begun(int attempt, DateTimeOffset now)
    {
        var kept = Math.Min(Claims.Count, Longest - 1);
        var claims = new ClaimRecord[kept + 1];
        for (var number = 0; number < kept; number++)
        {
            var claim = Claims[Claims.Count - kept + number];
            claims[number] = claim.State is ClaimState.InProgress ? claim with { State = ClaimState.Lapsed } : claim;
        }

        claims[kept] = new ClaimRecord { Attempt = attempt, ClaimedAt = now };
        return new(claims);
    }

    /// <summary>The history with its last claim ended.</summary>
    /// <param name="state">How it ended.</param>
    /// <param name="code">The name of the problem; null when there was none.</param>
    /// <param name="now">When.</param>
    public ClaimHistory Ended(ClaimState state, string? code, DateTimeOffset now)
    {
        if (Claims.Count == 0)
        {
            return this;
        }

        ClaimRecord[] claims = [.. Claims];
        claims[^1] = claims[^1] with { State = state, Code = code, EndedAt = now };
        return new(claims);
    }

    /// <summary>The history as text.</summary>
    public string Write() => JsonSerializer.Serialize(Claims, ClaimHistoryJson.Default.IReadOnlyListClaimRecord);

    /// <summary>Reads what <see cref="Write"/> wrote. What it cannot read is no history, and stands in nobody's way.</summary>
    public static ClaimHistory Read(string? text)
    {
        if (text is null)
        {
            return None;
        }

        try
        {
            return new([.. JsonSerializer.Deserialize(text, ClaimHistoryJson.Default.IReadOnlyListClaimRecord) ?? []]);
        }
        catch (JsonException)
        {
            return None;
        }
    }
}
