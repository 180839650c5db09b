using Microsoft.Extensions.Options;

namespace PleoFunctions.Onboarding.Deliveries;

/// <summary>Checks each setting by itself.</summary>
[OptionsValidator]
internal sealed partial class DeliveriesOptionsValidator : IValidateOptions<DeliveriesOptions>;
