using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>The settings <c>Partners__…</c> of all partners.</summary>
internal sealed class PartnersOptions
{
    public const string Section = "Partners";

    public Dictionary<string, PartnerOptions> Partners { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

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

/// <summary>The form of a partner's name. It is part of setting names, which may not have hyphens on Linux in Azure.</summary>
internal static partial class PartnerName
{
    public const string Form = "1 to 32 of a-z 0-9, with a letter first";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
