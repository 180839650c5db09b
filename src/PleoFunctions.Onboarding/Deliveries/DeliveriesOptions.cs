using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>The settings <c>Deliveries__…</c>: where the ledger is.</summary>
internal sealed class DeliveriesOptions
{
    public const string Section = "Deliveries";

    /// <summary>The table service, reached with the app's identity.</summary>
    [HttpAddress("https://myaccount.table.core.windows.net/", Optional = true)]
    public string? TableServiceUri { get; set; }

    /// <summary>A connection string instead, as for a storage emulator.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The table.</summary>
    /// <value>Default: deliveries.</value>
    [Matches(TextForm.TableName)]
    public string TableName { get; set; } = "deliveries";
}
