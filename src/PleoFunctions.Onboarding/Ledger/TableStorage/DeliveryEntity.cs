using System.IO.Compression;
using Azure;
using Azure.Data.Tables;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// A delivery as an entity, in a row of its own in its customer's partition. Bytes take as many properties as they need,
/// because one holds 64 KiB.
/// </summary>
internal static class DeliveryEntity
{
    public const string State = "State";
    public const string Code = "Code";

    public const string Tenant = "Tenant";
    private const string Attempts = "Attempts";
    private const string LeaseSeconds = "LeaseSeconds";
    private const string LeaseUntil = "LeaseUntil";
    private const string BodyHash = "BodySha256";
    private const string FirstSeenAt = "FirstSeenAt";
    private const string OccurredAt = "OccurredAt";
    private const string Number = "Number";

    /// <summary>Only entries of the index have it: when their delivery was last written.</summary>
    public const string ChangedAt = "ChangedAt";

    private const string ClaimId = "ClaimId";
    private const string History = "History";
    private const string Body = "Body";
    private const string Answer = "Answer";
    private const string AnswerBrotli = "AnswerBrotli";

    /// <summary>The properties that a list needs: neither body nor answer.</summary>
    public static readonly IReadOnlyList<string> Summary =
    [
        nameof(TableEntity.PartitionKey),
        nameof(TableEntity.RowKey),
        nameof(TableEntity.Timestamp),
        State,
        Code,
        Tenant,
        Attempts,
        LeaseSeconds,
        LeaseUntil,
        FirstSeenAt,
        Number,
        ChangedAt,
    ];

    private const int LongestProperty = 64 * 1024;

    /// <summary>An entity holds 1 MiB. A longer answer is escapes for the most part, so it becomes short enough.</summary>
    private const int LongestPlainAnswer = 512 * 1024;

    public static TableEntity Write(DeliveryRecord delivery, TimeSpan? lease)
    {
        var summary = delivery.Summary;
        var entity = new TableEntity(
            TableKeys.PartitionOf(summary.Key.Customer),
            TableKeys.RowOf(summary.Key.DeliveryId)
        )
        {
            ETag = new ETag(delivery.Version),
            [BodyHash] = delivery.BodyHash.ToArray(),
            [OccurredAt] = delivery.OccurredAt,
            [Number] = delivery.Number,
            [ClaimId] = delivery.ClaimId,
            [History] = delivery.History.Write(),
        };
        PutSummary(entity, summary, lease);
        Put(entity, Body, delivery.Body.Span);
        if (delivery.Answer.Length > LongestPlainAnswer)
        {
            Put(entity, AnswerBrotli, Compress(delivery.Answer.Span));
        }
        else
        {
            Put(entity, Answer, delivery.Answer.Span);
        }

        return entity;
    }

    public static DeliveryRecord Read(string partner, TableEntity entity) =>
        new()
        {
            Summary = ReadSummary(partner, TableKeys.DeliveryIdOf(entity.RowKey), entity),
            BodyHash = Ledger.BodyHash.Read(entity.GetBinary(BodyHash)),
            OccurredAt = entity.GetDateTimeOffset(OccurredAt),
            Number = NumberOf(entity),
            History = ClaimHistory.Read(entity.GetString(History)),
            Body = Get(entity, Body),
            Answer = entity.ContainsKey(AnswerBrotli + "0")
                ? Decompress(Get(entity, AnswerBrotli))
                : Get(entity, Answer),
            ClaimId = entity.GetString(ClaimId),
            Version = entity.ETag.ToString(),
        };

    public static int NumberOf(TableEntity entity) => entity.GetInt32(Number) ?? 0;

    /// <summary>Writes the properties of <see cref="Summary"/>.</summary>
    public static void PutSummary(TableEntity entity, DeliverySummary summary, TimeSpan? lease)
    {
        entity[Tenant] = summary.Key.Customer.Tenant;
        entity[State] = summary.State.ToString();
        entity[Code] = summary.Code;
        entity[Attempts] = summary.Attempts;
        entity[LeaseSeconds] = summary.State is DeliveryState.InProgress ? lease?.TotalSeconds : null;
        entity[LeaseUntil] = summary.LeaseUntil;
        entity[FirstSeenAt] = summary.FirstSeenAt;
    }

    /// <summary>Reads the properties of <see cref="Summary"/> only.</summary>
    public static DeliverySummary ReadSummary(string partner, string deliveryId, TableEntity entity)
    {
        var changedAt = entity.GetDateTimeOffset(ChangedAt) ?? entity.Timestamp!.Value;
        return new DeliverySummary
        {
            Key = new DeliveryKey(partner, entity.GetString(Tenant), deliveryId),
            // An entry of the index that was removed while a claim renewed it has no state until the claim is written.
            State = entity.GetString(State) is { } state ? Enum.Parse<DeliveryState>(state) : DeliveryState.Waiting,
            Code = entity.GetString(Code),
            Attempts = entity.GetInt32(Attempts) ?? 0,
            FirstSeenAt = entity.GetDateTimeOffset(FirstSeenAt) ?? FirstSeenOf(changedAt),
            ChangedAt = changedAt,
            LeaseUntil =
                entity.GetDateTimeOffset(LeaseUntil)
                ?? (entity.GetDouble(LeaseSeconds) is { } lease ? changedAt.AddSeconds(lease) : null),
        };
    }

    /// <summary>
    /// The time at which a delivery was first seen, from the time of its first write: the next whole second. A response
    /// gives whole seconds only, and the time must be the same whether it comes from a response or from the row.
    /// </summary>
    public static DateTimeOffset FirstSeenOf(DateTimeOffset written) =>
        new DateTimeOffset(written.UtcTicks - (written.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero).AddSeconds(
            1
        );

    /// <summary>The bytes that stand under a name, however many properties they took.</summary>
    private static byte[] Get(TableEntity entity, string name)
    {
        using var bytes = new MemoryStream();
        for (var part = 0; entity.GetBinary(name + part) is { } chunk; part++)
        {
            bytes.Write(chunk);
        }

        return bytes.ToArray();
    }

    private static void Put(TableEntity entity, string name, ReadOnlySpan<byte> bytes)
    {
        for (var part = 0; part * LongestProperty < bytes.Length; part++)
        {
            var rest = bytes[(part * LongestProperty)..];
            entity[name + part] = rest[..Math.Min(rest.Length, LongestProperty)].ToArray();
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal))
        {
            brotli.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Decompress(byte[] packed)
    {
        using var bytes = new MemoryStream();
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        brotli.CopyTo(bytes);
        return bytes.ToArray();
    }
}
