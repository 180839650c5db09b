using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// Where rows are in the table. A customer and its deliveries share a partition, so that one transaction can write them.
/// Partition names are hashes, so that names of any form are spread evenly and need no escaping.
/// </summary>
internal static class TableKeys
{
    public const string Customer = "customer";
    public const string Company = "company";

    private const string DeliveryPrefix = "delivery.";
    private const int HashLength = 32;

    /// <summary>The character after the dot: the end of a range of keys that begin with a name and a dot.</summary>
    private const char AfterDot = '/';

    /// <summary><c>&lt;partner&gt;.&lt;32 hex of SHA-256(tenant)&gt;</c>.</summary>
    public static string PartitionOf(CustomerKey customer) => $"{customer.Partner}.{Hash(customer.Tenant)}";

    /// <summary><c>&lt;partner&gt;.company.&lt;32 hex of SHA-256(company in lower case)&gt;</c>.</summary>
    public static string PartitionOf(string partner, string company) =>
        $"{partner}.{Company}.{Hash(company.ToLowerInvariant())}";

    public static string RowOf(string deliveryId) => DeliveryPrefix + deliveryId;

    public static string DeliveryIdOf(string row) => row[DeliveryPrefix.Length..];

    /// <summary>The first and the end of a partner's partitions, end excluded.</summary>
    public static (string First, string End) PartitionsOf(string partner) => ($"{partner}.", $"{partner}{AfterDot}");

    /// <summary>The first and the end of the rows of deliveries in a partition, end excluded.</summary>
    public static (string First, string End) Deliveries { get; } =
        (DeliveryPrefix, $"{DeliveryPrefix[..^1]}{AfterDot}");

    private static string Hash(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..HashLength];
}
