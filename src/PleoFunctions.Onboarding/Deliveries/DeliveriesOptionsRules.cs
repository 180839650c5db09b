using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Deliveries;

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
            _ => ValidateOptionsResult.Success,
        };
}
