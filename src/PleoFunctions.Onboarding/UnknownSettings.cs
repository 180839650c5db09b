using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Recovery;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Onboarding;

/// <summary>Finds settings in our sections that have no option, so that a misspelled name does not silently mean the default.</summary>
internal sealed class UnknownSettings(IConfiguration configuration) : IValidateOptions<PartnersOptions>
{
    private static readonly IReadOnlyDictionary<string, JsonTypeInfo> Sections = new Dictionary<string, JsonTypeInfo>(
        StringComparer.Ordinal
    )
    {
        [PleoOptions.Section] = OptionNames.Default.PleoOptions,
        [KeyVaultOptions.Section] = OptionNames.Default.KeyVaultOptions,
        [DeliveriesOptions.Section] = OptionNames.Default.DeliveriesOptions,
        [RecoveryOptions.Section] = OptionNames.Default.RecoveryOptions,
        [OperatorsOptions.Section] = OptionNames.Default.OperatorsOptions,
    };

    /// <summary>All settings, as the environment spells them.</summary>
    public static IEnumerable<string> Known =>
        Sections
            .SelectMany(section => NamesIn(section.Key, section.Value))
            .Concat(NamesIn($"{PartnersOptions.Section}__<name>", OptionNames.Default.PartnerOptions));

    public ValidateOptionsResult Validate(string? name, PartnersOptions options)
    {
        var failures = new List<string>();
        foreach (var (section, type) in Sections)
        {
            CollectFailures(configuration.GetSection(section), type, failures);
        }

        foreach (var partner in configuration.GetSection(PartnersOptions.Section).GetChildren())
        {
            CollectFailures(partner, OptionNames.Default.PartnerOptions, failures);
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CollectFailures(IConfigurationSection section, JsonTypeInfo type, List<string> failures)
    {
        var path = section.Path.Replace(":", "__", StringComparison.Ordinal);
        var known = string.Join(", ", type.Properties.Select(property => property.Name));
        if (section.Value is { Length: > 0 })
        {
            failures.Add($"{path} has a value of its own; expected one of {known} after {path}__.");
        }

        foreach (var setting in section.GetChildren())
        {
            var property = type.Properties.FirstOrDefault(property =>
                property.Name.Equals(setting.Key, StringComparison.OrdinalIgnoreCase)
            );
            if (property is null)
            {
                failures.Add($"{path}__{setting.Key} is not a setting; expected one of {known} after {path}__.");
            }
            else if (property.PropertyType != typeof(string))
            {
                CollectFailures(setting, OptionNames.Default.GetTypeInfo(property.PropertyType)!, failures);
            }
        }
    }

    private static IEnumerable<string> NamesIn(string section, JsonTypeInfo type) =>
        type.Properties.SelectMany(property =>
            property.PropertyType == typeof(string)
                ? [$"{section}__{property.Name}"]
                : NamesIn($"{section}__{property.Name}", OptionNames.Default.GetTypeInfo(property.PropertyType)!)
        );
}

/// <summary>The names of all options, generated from their types so that nothing reflects at start-up. It writes no JSON.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PleoOptions))]
[JsonSerializable(typeof(KeyVaultOptions))]
[JsonSerializable(typeof(DeliveriesOptions))]
[JsonSerializable(typeof(RecoveryOptions))]
[JsonSerializable(typeof(OperatorsOptions))]
[JsonSerializable(typeof(PartnerOptions))]
internal sealed partial class OptionNames : JsonSerializerContext;
