namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Pleo's installation statuses, as its API writes them (App Marketplace API 39.4.0).</summary>
internal static class InstallationStatus
{
    public const string Activated = "ACTIVATED";
    public const string Inactive = "INACTIVE";
    public const string Authorized = "AUTHORIZED";
    public const string PendingIntegration = "PENDING_INTEGRATION";
    public const string Error = "ERROR";

    public static string[] All { get; } = [Activated, Inactive, Authorized, PendingIntegration, Error];

    /// <summary>The status in one word of ours; <c>unknown</c> for a status that Pleo adds later.</summary>
    public static string StateOf(string status) =>
        status switch
        {
            Activated => "active",
            Authorized or PendingIntegration => "pending",
            Inactive => "inactive",
            Error => "error",
            _ => "unknown",
        };
}
