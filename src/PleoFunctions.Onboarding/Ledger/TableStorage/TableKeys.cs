using System.Globalization;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>
/// Where rows are in the table. A customer and its deliveries share a partition, so that one transaction can write them.
/// Partition names are hashes, so that names of any form are spread evenly and need no escaping.
/// </summary>
internal static class TableKeys
{
    public const string Customer = "customer";
    public const string Company = "company";

    private const string Open = "open";
    private const string DeliveryPrefix = "delivery.";
    private const string ErasedPrefix = "erased.";
    private const string AuditPrefix = "audit.";

    /// <summary>The first character after the digits: the end of the last range of hashes.</summary>
    private const char AfterHexadecimal = 'g';

    private const string HexadecimalDigits = "0123456789abcdef";

    /// <summary>The character after the dot: the end of a range of keys that begin with a name and a dot.</summary>
    private const char AfterDot = '/';

    /// <summary><c>&lt;partner&gt;.&lt;32 hex of SHA-256(tenant)&gt;</c>.</summary>
    public static string PartitionOf(CustomerKey customer) => $"{customer.Partner}.{NameHash.Of(customer.Tenant)}";

    /// <summary><c>&lt;partner&gt;.company.&lt;32 hex of SHA-256(company in lower case)&gt;</c>.</summary>
    public static string PartitionOf(string partner, string company) =>
        $"{partner}.{Company}.{NameHash.Of(company.ToLowerInvariant())}";

    public static string RowOf(string deliveryId) => DeliveryPrefix + deliveryId;

    public static string DeliveryIdOf(string row) => row[DeliveryPrefix.Length..];

    /// <summary><c>erased.&lt;32 hex of SHA-256(delivery id)&gt;</c>: the row that stays of a delivery that was erased.</summary>
    public static string ErasedRowOf(string deliveryId) => ErasedPrefix + NameHash.Of(deliveryId);

    /// <summary><c>audit.&lt;ticks that are left until the year 10000&gt;.&lt;id&gt;</c>, so that the newest comes first.</summary>
    public static string AuditRowOf(AuditRecord record) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{AuditPrefix}{DateTimeOffset.MaxValue.UtcTicks - record.At.UtcTicks:D19}.{record.Id}"
        );

    public static bool IsAudit(string row) => row.StartsWith(AuditPrefix, StringComparison.Ordinal);

    /// <summary>The first and the end of the audit records in a partition, end excluded.</summary>
    public static (string First, string End) Audit { get; } = (AuditPrefix, $"{AuditPrefix[..^1]}{AfterDot}");

    /// <summary>
    /// The first and the end of a slice of a partner's partitions of customers: those whose hash begins with the same two
    /// digits. The end is excluded.
    /// </summary>
    public static (string First, string End) SliceOf(string partner, int slice) =>
        slice + 1 < LedgerSlices.Count
            ? ($"{partner}.{slice:x2}", $"{partner}.{slice + 1:x2}")
            : ($"{partner}.{slice:x2}", $"{partner}.{AfterHexadecimal}");

    /// <summary><c>&lt;partner&gt;.open.&lt;first digit of SHA-256(tenant)&gt;</c>: a partition of the index of open work.</summary>
    public static string OpenPartitionOf(CustomerKey customer) =>
        $"{customer.Partner}.{Open}.{NameHash.Of(customer.Tenant)[0]}";

    /// <summary>All partitions of a partner's index of open work.</summary>
    public static IEnumerable<string> OpenPartitionsOf(string partner) =>
        HexadecimalDigits.Select(digit => $"{partner}.{Open}.{digit}");

    /// <summary><c>&lt;32 hex of SHA-256(tenant)&gt;.&lt;delivery id&gt;</c>.</summary>
    public static string OpenRowOf(DeliveryKey delivery) =>
        $"{NameHash.Of(delivery.Customer.Tenant)}.{delivery.DeliveryId}";

    public static string DeliveryIdOfOpen(string row) => row[(row.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>The first and the end of a customer's rows in the index of open work, end excluded.</summary>
    public static (string First, string End) OpenRowsOf(CustomerKey customer)
    {
        var hash = NameHash.Of(customer.Tenant);
        return ($"{hash}.", $"{hash}{AfterDot}");
    }

    /// <summary>The first and the end of the rows of deliveries in a partition, end excluded.</summary>
    public static (string First, string End) Deliveries { get; } =
        (DeliveryPrefix, $"{DeliveryPrefix[..^1]}{AfterDot}");

    /// <summary>
    /// A partner's partitions of companies in 16 ranges of equal size, so that they can be read at the same time. The end
    /// of a range is excluded.
    /// </summary>
    public static IEnumerable<(string First, string End)> CompaniesOf(string partner) =>
        HexadecimalDigits.Select(digit => ($"{partner}.{Company}.{digit}", $"{partner}.{Company}.{(char)(digit + 1)}"));
}
