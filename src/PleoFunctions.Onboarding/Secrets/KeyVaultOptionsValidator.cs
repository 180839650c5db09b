using Microsoft.Extensions.Options;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>Checks each setting by itself.</summary>
[OptionsValidator]
internal sealed partial class KeyVaultOptionsValidator : IValidateOptions<KeyVaultOptions>;
