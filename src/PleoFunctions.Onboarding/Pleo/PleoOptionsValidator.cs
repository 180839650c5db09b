using Microsoft.Extensions.Options;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Checks each setting by itself.</summary>
[OptionsValidator]
internal sealed partial class PleoOptionsValidator : IValidateOptions<PleoOptions>;
