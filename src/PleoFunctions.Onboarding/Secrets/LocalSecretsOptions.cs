using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>The settings <c>Secrets__&lt;secret-name&gt;</c>: secret values that replace a vault, in Development only.</summary>
internal sealed class LocalSecretsOptions
{
    public Dictionary<string, string> Secrets { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Checks that the environment allows the source of the keys. No message shows a value.</summary>
internal sealed class SecretsRules(OnboardingEnvironment environment, IOptions<KeyVaultOptions> vault)
    : IValidateOptions<LocalSecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalSecretsOptions options) =>
        (environment.IsDevelopment, options.Secrets.Count > 0, vault.Value.Uri is not null) switch
        {
            (false, true, _) => ValidateOptionsResult.Fail(
                $"Secrets__{options.Secrets.Keys.First()} is set; expected no Secrets__ outside Development. Store keys in the vault of KeyVault__Uri."
            ),
            (false, false, false) => ValidateOptionsResult.Fail(
                "KeyVault__Uri is not set; expected the address of the vault with the keys, such as https://my-vault.vault.azure.net/."
            ),
            (true, false, false) => ValidateOptionsResult.Fail(
                "KeyVault__Uri is not set; expected the address of the vault with the keys, or Secrets__<secret-name> settings instead."
            ),
            _ => ValidateOptionsResult.Success,
        };
}

/// <summary>Checks the partners' signing keys, as far as they are in the settings. No message shows a key.</summary>
internal sealed class SigningSecretsRules(OnboardingEnvironment environment, PartnerDirectory partners)
    : IValidateOptions<LocalSecretsOptions>
{
    public ValidateOptionsResult Validate(string? name, LocalSecretsOptions options)
    {
        if (!environment.IsDevelopment)
        {
            return ValidateOptionsResult.Skip;
        }

        try
        {
            var result = new ValidateOptionsResultBuilder();
            foreach (var partner in partners.All.Where(partner => partner.Scheme.KeyForm is not null))
            {
                if (
                    options.Secrets.TryGetValue(partner.SigningSecret, out var secret)
                    && partner.Scheme.FindFault(secret) is { } fault
                )
                {
                    result.AddError($"Secrets__{partner.SigningSecret} has a fault: {fault}.");
                }
            }

            return result.Build();
        }
        catch (OptionsValidationException)
        {
            // A partner's settings are wrong, and their own check says so.
            return ValidateOptionsResult.Skip;
        }
    }
}
