using System.ComponentModel.DataAnnotations;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>
/// A rule for one setting. Its message names the setting as the environment spells it, what it holds, and what is
/// expected, so that whoever reads it can act on it without reading code.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class SettingAttribute : ValidationAttribute
{
    /// <summary>The setting may be absent.</summary>
    public bool Optional { get; set; }

    /// <summary>What the setting has to hold, in words that go on from "expected".</summary>
    protected abstract string Expected { get; }

    protected abstract bool Accepts(string value);

    /// <summary>What a message may show of a refused value; null when all of it may be a secret put in a wrong place.</summary>
    protected virtual string? Shown(string value) => value;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        var setting = SettingName.Of(validationContext.DisplayName);
        return value switch
        {
            string text when string.IsNullOrWhiteSpace(text) => new ValidationResult(
                $"{setting} is '{text}'; expected {Expected}."
            ),
            string text when !Accepts(text) => new ValidationResult(
                Shown(text) is { } shown
                    ? $"{setting} is '{shown}'; expected {Expected}."
                    : $"{setting} holds a text that is not shown, as it may be a secret; expected {Expected}."
            ),
            string => ValidationResult.Success,
            _ => Optional
                ? ValidationResult.Success
                : new ValidationResult($"{setting} is not set; expected {Expected}."),
        };
    }
}

/// <summary>How settings are named in the environment: sections and names joined by two underscores.</summary>
internal static class SettingName
{
    private const string OptionsSuffix = "Options";

    /// <summary>
    /// The setting behind a validated property: <c>PleoOptions.AttemptTimeout</c> is <c>Pleo__AttemptTimeout</c>, and
    /// options that are validated under a name have that name as their section.
    /// </summary>
    public static string Of(string displayName)
    {
        var parts = displayName.Split('.');
        if (parts[0].EndsWith(OptionsSuffix, StringComparison.Ordinal))
        {
            parts[0] = parts[0][..^OptionsSuffix.Length];
        }

        return string.Join("__", parts);
    }
}
