using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Deliveries;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>Finds settings in our sections that nobody reads: a misspelled name must not pass for its default.</summary>
internal sealed class UnknownSettings(IConfiguration configuration) : IValidateOptions<PartnersOptions>
{
    private static readonly string[] Pleo =
    [
        nameof(PleoOptions.Environment),
        nameof(PleoOptions.BaseAddress),
        nameof(PleoOptions.AttemptTimeout),
        nameof(PleoOptions.TotalTimeout),
        nameof(PleoOptions.MaxConcurrency),
    ];

    private static readonly string[] KeyVault = [nameof(KeyVaultOptions.Uri)];

    private static readonly string[] Deliveries =
    [
        nameof(DeliveriesOptions.TableServiceUri),
        nameof(DeliveriesOptions.ConnectionString),
        nameof(DeliveriesOptions.TableName),
    ];

    private static readonly string[] Partner =
    [
        nameof(PartnerOptions.ApiKeySecret),
        nameof(PartnerOptions.ApiKeyScheme),
        nameof(PartnerOptions.Signature),
        nameof(PartnerOptions.Mapping),
    ];

    private static readonly string[] Signature =
    [
        nameof(SignatureOptions.Scheme),
        nameof(SignatureOptions.Secret),
        nameof(SignatureOptions.Tolerance),
    ];

    private static readonly string[] Mapping =
    [
        nameof(MappingOptions.DeliveryId),
        nameof(MappingOptions.Tenant),
        nameof(MappingOptions.Status),
        nameof(MappingOptions.DefaultStatus),
        nameof(MappingOptions.StatusMap),
        nameof(MappingOptions.Metadata),
    ];

    /// <summary>All settings there are, as the environment spells them.</summary>
    public static IEnumerable<string> Known { get; } =
    [
        .. Pleo.Select(name => $"{PleoOptions.Section}__{name}"),
        .. KeyVault.Select(name => $"{KeyVaultOptions.Section}__{name}"),
        .. Deliveries.Select(name => $"{DeliveriesOptions.Section}__{name}"),
        .. Partner
            .Except([nameof(PartnerOptions.Signature), nameof(PartnerOptions.Mapping)], StringComparer.Ordinal)
            .Concat(Signature.Select(name => $"{nameof(PartnerOptions.Signature)}__{name}"))
            .Concat(Mapping.Select(name => $"{nameof(PartnerOptions.Mapping)}__{name}"))
            .Select(name => $"{PartnersOptions.Section}__<name>__{name}"),
    ];

    public ValidateOptionsResult Validate(string? name, PartnersOptions options)
    {
        var failures = new List<string>();
        Compare(configuration.GetSection(PleoOptions.Section), Pleo, failures);
        Compare(configuration.GetSection(KeyVaultOptions.Section), KeyVault, failures);
        Compare(configuration.GetSection(DeliveriesOptions.Section), Deliveries, failures);

        foreach (var partner in configuration.GetSection(PartnersOptions.Section).GetChildren())
        {
            Compare(partner, Partner, failures);
            Compare(partner.GetSection(nameof(PartnerOptions.Signature)), Signature, failures);
            Compare(partner.GetSection(nameof(PartnerOptions.Mapping)), Mapping, failures);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Compare(IConfigurationSection section, string[] known, List<string> failures)
    {
        var path = section.Path.Replace(":", "__", StringComparison.Ordinal);
        if (section.Value is { Length: > 0 })
        {
            failures.Add($"{path} has a value of its own; expected one of {string.Join(", ", known)} after {path}__.");
        }

        foreach (var setting in section.GetChildren())
        {
            if (!known.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            {
                failures.Add(
                    $"{setting.Path.Replace(":", "__", StringComparison.Ordinal)} is no setting; expected one of {string.Join(", ", known)} after {path}__."
                );
            }
        }
    }
}
