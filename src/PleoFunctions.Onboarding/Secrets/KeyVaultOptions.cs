using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>The settings <c>KeyVault__…</c>: where the keys are.</summary>
internal sealed class KeyVaultOptions
{
    public const string Section = "KeyVault";

    /// <summary>The vault; unset only where <c>Secrets__…</c> serve.</summary>
    [HttpAddress("https://my-vault.vault.azure.net/", Optional = true)]
    public string? Uri { get; set; }
}

/// <summary>Checks each setting by itself.</summary>
[OptionsValidator]
internal sealed partial class KeyVaultOptionsValidator : IValidateOptions<KeyVaultOptions>;
