using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Ledger;

/// <summary>The settings <c>Deliveries__…</c>: where the ledger is, and how long it keeps what has ended.</summary>
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

    /// <summary>How long a delivery is kept after it is done or dead; 7 to 3650 days.</summary>
    /// <value>Default: 90.00:00:00, 90 days.</value>
    [Duration("7.00:00:00", "3650.00:00:00", Example = "90.00:00:00")]
    public string Retention { get; set; } = "90.00:00:00";
}

/// <summary>Checks each setting on its own.</summary>
[OptionsValidator]
internal sealed partial class DeliveriesOptionsValidator : IValidateOptions<DeliveriesOptions>;

/// <summary>Checks the settings against each other and against the environment.</summary>
internal sealed class DeliveriesOptionsRules(OnboardingEnvironment environment) : IValidateOptions<DeliveriesOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveriesOptions options) =>
        options switch
        {
            { TableServiceUri: not null, ConnectionString: not null } => ValidateOptionsResult.Fail(
                "Deliveries__TableServiceUri and Deliveries__ConnectionString are both set; expected one of them."
            ),
            { TableServiceUri: null, ConnectionString: null } when !environment.IsDevelopment =>
                ValidateOptionsResult.Fail(
                    "Deliveries__TableServiceUri is not set; expected the address of the table service, such as "
                        + "https://myaccount.table.core.windows.net/: the in-memory ledger forgets, and serves Development only."
                ),
            { ConnectionString: { } text } when !IsConnectionString(text) => ValidateOptionsResult.Fail(
                "Deliveries__ConnectionString holds a text that is not shown, as it may be a secret; expected the connection "
                    + "string of a storage account, such as UseDevelopmentStorage=true."
            ),
            _ => ValidateOptionsResult.Success,
        };

    // Only the client knows the form. It is loaded here only where a connection string is set.
    private static bool IsConnectionString(string text)
    {
        try
        {
            _ = new TableServiceClient(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
