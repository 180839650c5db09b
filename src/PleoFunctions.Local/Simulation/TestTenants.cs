namespace PleoFunctions.Local.Simulation;

/// <summary>The tenants that a partner can test with. Each one makes the simulated Pleo answer in another way.</summary>
internal static class TestTenants
{
    public const string Works = "northwind";
    public const string Rejected = "rejected";
    public const string Unauthorized = "unauthorized";
    public const string Throttled = "throttled";
    public const string Down = "down";
    public const string Slow = "slow";
    public const string LostReply = "lost-reply";
    public const string Installed = "installed";
    public const string WrongCompany = "wrong-company";

    /// <summary>Each tenant, and what the simulated Pleo does for it.</summary>
    public static IReadOnlyList<(string Name, string Plays)> All { get; } =
    [
        (Works, "works; so do northwind-1, northwind-2 and so on, for tests that need many tenants"),
        (Rejected, "Pleo answers 400"),
        (Unauthorized, "Pleo answers 401, whatever the key"),
        (Throttled, "Pleo answers 429 once, then works"),
        (Down, "Pleo answers 500 and creates nothing"),
        (Slow, "Pleo never answers in time"),
        (LostReply, "Pleo creates the installation and drops the connection"),
        (Installed, "Pleo has an installation already, answers 409 and lets the app update it"),
        (WrongCompany, "its key belongs to the company of northwind; refused once northwind was onboarded"),
    ];

    public static IEnumerable<string> Names => All.Select(tenant => tenant.Name);

    /// <summary>Whether the embedded vault has a key for a tenant.</summary>
    public static bool Contains(string tenant) =>
        Names.Contains(tenant, StringComparer.Ordinal) || tenant.StartsWith(Works + "-", StringComparison.Ordinal);
}
