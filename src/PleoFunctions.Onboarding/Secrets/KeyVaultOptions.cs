using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>The settings <c>KeyVault__…</c>: where the keys are.</summary>
internal sealed class KeyVaultOptions
{
    public const string Section = "KeyVault";

    /// <summary>The vault's address. It may be unset only where <c>Secrets__…</c> settings replace the vault.</summary>
    [HttpAddress("https://my-vault.vault.azure.net/", Optional = true)]
    public string? Uri { get; set; }
}

/// <summary>Checks each setting on its own.</summary>
[OptionsValidator]
internal sealed partial class KeyVaultOptionsValidator : IValidateOptions<KeyVaultOptions>;
