using Microsoft.Extensions.Options;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>Checks each setting of a partner by itself.</summary>
[OptionsValidator]
internal sealed partial class PartnerOptionsValidator : IValidateOptions<PartnerOptions>;
