namespace PleoFunctions.Local.Simulation;

/// <summary>The tenants with which a partner can rehearse how things go.</summary>
internal static class TestTenants
{
    public const string Works = "northwind";
    public const string Rejected = "rejected";
    public const string Unauthorized = "unauthorized";
    public const string Throttled = "throttled";
    public const string Down = "down";
    public const string Slow = "slow";
    public const string LostReply = "lost-reply";

    /// <summary>Each tenant, and what the simulated Pleo does for it.</summary>
    public static IReadOnlyList<(string Name, string Plays)> All { get; } =
    [
        (Works, "works; so do northwind-1, northwind-2 and so on, as many tenants as a test needs"),
        (Rejected, "Pleo answers 400"),
        (Unauthorized, "Pleo answers 401, whatever the key"),
        (Throttled, "Pleo answers 429 once, then works"),
        (Down, "Pleo answers 500 and creates nothing"),
        (Slow, "Pleo never answers in time"),
        (LostReply, "Pleo creates the installation and drops the connection"),
    ];

    public static IEnumerable<string> Names => All.Select(tenant => tenant.Name);

    /// <summary>There is such a tenant, so the embedded vault has a key for it.</summary>
    public static bool Exist(string tenant) =>
        Names.Contains(tenant, StringComparer.Ordinal) || tenant.StartsWith(Works + "-", StringComparison.Ordinal);
}
