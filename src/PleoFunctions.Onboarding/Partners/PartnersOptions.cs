using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

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
            else if (PartnerName.IsReserved(partner))
            {
                result.AddError(
                    $"{section} names the partner '{partner}'; expected another name, as the host has a key that is called '{partner}'."
                );
            }

            result.AddResult(Each.Validate(section, settings));
        }

        var validated = result.Build();
        return validated.Failed ? validated : ValidateSecretNames(options);
    }

    /// <summary>
    /// No secret has two uses: a customer's key would be sent for another partner's customer, one partner could sign as
    /// another, or a signing key would be sent to Pleo. The names are not shown, because people put secrets there.
    /// </summary>
    private static ValidateOptionsResult ValidateSecretNames(PartnersOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        var secrets = options.Partners.Select(SecretNames.Of).ToArray();
        foreach (var (index, one) in secrets.Index())
        {
            foreach (var other in secrets.Skip(index + 1))
            {
                if (one.ApiKeys.Overlaps(other.ApiKeys))
                {
                    result.AddError(
                        $"{one.ApiKeysSetting} and {other.ApiKeysSetting} can name the same secret; expected secrets of its own for each partner."
                    );
                }

                if (
                    one.SigningKeys is not null
                    && string.Equals(one.SigningKeys, other.SigningKeys, StringComparison.OrdinalIgnoreCase)
                )
                {
                    result.AddError(
                        $"{one.SigningKeysSetting} and {other.SigningKeysSetting} name the same secret; expected a signing secret of its own for each partner."
                    );
                }
            }

            foreach (var keys in secrets.Where(keys => keys.CanName(one.SigningKeys)))
            {
                result.AddError(
                    $"{keys.ApiKeysSetting} can name the signing secret of {one.SigningKeysSetting} for a customer's key; expected another name."
                );
            }
        }

        return result.Build();
    }

    /// <summary>The names of a partner's secrets, and the settings that choose them.</summary>
    private sealed record SecretNames(
        string ApiKeysSetting,
        SecretTemplate ApiKeys,
        string SigningKeysSetting,
        string? SigningKeys
    )
    {
        public static SecretNames Of(KeyValuePair<string, PartnerOptions> partner)
        {
            var (name, options) = partner;
            var section = $"{PartnersOptions.Section}__{name}";
            return new SecretNames(
                $"{section}__{nameof(PartnerOptions.ApiKeySecret)}",
                options.ApiKeySecretsOf(name),
                $"{section}__{nameof(PartnerOptions.Signature)}__{nameof(SignatureOptions.Secret)}",
                SignatureScheme.Find(options.Signature.Scheme)!.KeyForm is null ? null : options.SigningSecretOf(name)
            );
        }

        public bool CanName(string? secret) => secret is not null && ApiKeys.FindTenant(secret) is not null;
    }
}

/// <summary>The form of a partner's name. It is part of setting names, which may not have hyphens on Linux in Azure.</summary>
internal static partial class PartnerName
{
    public const string Form = "1 to 32 of a-z 0-9, with a letter first";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    /// <summary>Whether the host's own keys have that name, so that a key of that name cannot be the partner's.</summary>
    public static bool IsReserved(string name) => name is CallerKey.Default or CallerKey.Master;

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
