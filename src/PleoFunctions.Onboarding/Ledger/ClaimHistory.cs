using System.Text.Json;
using System.Text.Json.Serialization;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The last claims on a delivery, oldest first. They are written with the delivery, so the list stays short.</summary>
internal sealed class ClaimHistory
{
    /// <summary>The most claims that are kept.</summary>
    public const int Longest = 20;

    /// <summary>No claims.</summary>
    public static readonly ClaimHistory None = new([]);

    private ClaimHistory(ClaimRecord[] claims) => Claims = claims;

    public IReadOnlyList<ClaimRecord> Claims { get; }

    /// <summary>The history with one more claim. An earlier claim that recorded no end has lapsed.</summary>
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
    /// <param name="now">When it ended.</param>
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

    /// <summary>Reads what <see cref="Write"/> wrote. Other text is read as no history: it must not stop a claim.</summary>
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

/// <summary>A claim on a delivery, as the ledger keeps it.</summary>
internal sealed record ClaimRecord
{
    /// <summary>The attempt number, starting at 1.</summary>
    public required int Attempt { get; init; }

    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>When it ended; null while it is in progress, and when it lapsed.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public ClaimState State { get; init; }

    /// <summary>The name of the problem that it ended with.</summary>
    public string? Code { get; init; }
}

/// <summary>How a claim on a delivery ended.</summary>
internal enum ClaimState
{
    /// <summary>It has recorded no end yet.</summary>
    InProgress,

    /// <summary>The event has its result.</summary>
    Done,

    /// <summary>With a problem, and Pleo has done nothing for it.</summary>
    Failed,

    /// <summary>With a problem, and Pleo may have done what it asks for.</summary>
    Unknown,

    /// <summary>Its lease ended before it recorded an end, and the next claim took over.</summary>
    Lapsed,
}

/// <summary>The JSON in which a ledger keeps a delivery's claims.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(IReadOnlyList<ClaimRecord>))]
internal sealed partial class ClaimHistoryJson : JsonSerializerContext;
