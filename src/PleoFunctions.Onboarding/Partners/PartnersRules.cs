using Microsoft.Extensions.Options;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>Checks every partner's name and settings.</summary>
internal sealed class PartnersRules : IValidateOptions<PartnersOptions>
{
    private static readonly PartnerOptionsValidator Each = new();

    public ValidateOptionsResult Validate(string? name, PartnersOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var (partner, settings) in options.Partners)
        {
            var section = $"{PartnersOptions.Section}__{partner}";
            if (!PartnerName.IsValid(partner))
            {
                result.AddError($"{section} names the partner '{partner}'; expected {PartnerName.Form}.");
            }

            result.AddResult(Each.Validate(section, settings));
        }

        return result.Build();
    }
}
