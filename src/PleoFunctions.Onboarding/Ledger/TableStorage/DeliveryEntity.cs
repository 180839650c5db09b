using Azure.Data.Tables;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// A delivery as an entity. Partition key: the partner. Row key: the delivery id. Bytes take as many properties as
/// they need, because one holds 64 KiB.
/// </summary>
internal static class DeliveryEntity
{
    public const string State = "State";
    public const string ClaimId = "ClaimId";
    public const string Attempts = "Attempts";
    public const string LeaseSeconds = "LeaseSeconds";
    public const string Tenant = "Tenant";
    public const string BodyHash = "BodySha256";
    public const string FirstClaimedAt = "FirstClaimedAt";
    public const string DoubtSince = "DoubtSince";
    public const string EndedAt = "EndedAt";
    public const string Code = "Code";
    public const string History = "History";
    public const string Body = "Body";
    public const string Answer = "Answer";

    /// <summary>The properties that a list needs: neither body nor answer.</summary>
    public static readonly IReadOnlyList<string> Summary =
    [
        nameof(TableEntity.PartitionKey),
        nameof(TableEntity.RowKey),
        nameof(TableEntity.Timestamp),
        State,
        Attempts,
        LeaseSeconds,
        Tenant,
        FirstClaimedAt,
        Code,
    ];

    private const int LongestProperty = 64 * 1024;

    /// <summary>A delivery that a claim works on. It keeps the body until it is done.</summary>
    public static TableEntity Claimed(ClaimResult.Granted claim, TimeSpan lease)
    {
        var entity = Write(claim, DeliveryState.InProgress);
        entity[LeaseSeconds] = lease.TotalSeconds;
        entity[DoubtSince] = claim.Doubt?.Since;
        Put(entity, Body, claim.Request.Body);
        return entity;
    }

    /// <summary>A delivery that is done. It keeps the answer and drops the body.</summary>
    public static TableEntity Done(ClaimResult.Granted claim, ReadOnlyMemory<byte> answer, DateTimeOffset now)
    {
        var entity = Write(claim, DeliveryState.Done);
        entity[EndedAt] = now;
        entity[History] = claim.History.Ended(ClaimState.Done, code: null, now).Write();
        Put(entity, Answer, answer);
        return entity;
    }

    /// <summary>A delivery that ended with a problem. It keeps the body, so that it can be run again.</summary>
    public static TableEntity Ended(ClaimResult.Granted claim, ProblemCode code, InDoubt? doubt, DateTimeOffset now)
    {
        var entity = Write(claim, DeliveryRecord.StateFor(doubt));

        entity[DoubtSince] = doubt?.Since;
        entity[EndedAt] = now;
        entity[Code] = WireName.Of(code);
        entity[History] = claim.History.Ended(ClaimHistory.StateFor(doubt), WireName.Of(code), now).Write();
        Put(entity, Body, claim.Request.Body);
        return entity;
    }

    /// <summary>The bytes that stand under a name, however many properties they took.</summary>
    public static ReadOnlyMemory<byte> Get(TableEntity entity, string name)
    {
        using var bytes = new MemoryStream();
        for (var part = 0; entity.GetBinary(name + part) is { } chunk; part++)
        {
            bytes.Write(chunk);
        }

        return bytes.ToArray();
    }

    private static TableEntity Write(ClaimResult.Granted claim, DeliveryState state) =>
        new(claim.Key.Partner, claim.Key.DeliveryId)
        {
            [State] = state.ToString(),
            [ClaimId] = claim.ClaimId,
            [Attempts] = claim.Attempt,
            [Tenant] = claim.Request.Tenant,
            [BodyHash] = claim.Request.BodyHash.ToArray(),
            [FirstClaimedAt] = claim.FirstClaimedAt,
            [History] = claim.History.Write(),
        };

    private static void Put(TableEntity entity, string name, ReadOnlyMemory<byte> bytes)
    {
        for (var part = 0; part * LongestProperty < bytes.Length; part++)
        {
            var rest = bytes[(part * LongestProperty)..];
            entity[name + part] = rest[..Math.Min(rest.Length, LongestProperty)].ToArray();
        }
    }
}
