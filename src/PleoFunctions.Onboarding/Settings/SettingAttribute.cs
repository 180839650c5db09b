using System.ComponentModel.DataAnnotations;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>
/// A rule for one setting. Its message gives the setting's name in the environment, its value, and what is expected,
/// so that an operator can fix it without reading code.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class SettingAttribute : ValidationAttribute
{
    /// <summary>The setting may be absent.</summary>
    public bool Optional { get; set; }

    /// <summary>What the setting must hold: the end of a sentence that begins with "expected".</summary>
    protected abstract string Expected { get; }

    protected abstract bool Accepts(string value);

    /// <summary>The part of a refused value that a message may show; null when the whole value may be a secret.</summary>
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
                    : $"{setting} holds a value that is not shown, because it may be a secret; expected {Expected}."
            ),
            string => ValidationResult.Success,
            _ => Optional
                ? ValidationResult.Success
                : new ValidationResult($"{setting} is not set; expected {Expected}."),
        };
    }
}

/// <summary>Names settings as the environment does: sections and names, joined by two underscores.</summary>
internal static class SettingName
{
    private const string OptionsSuffix = "Options";

    /// <summary>
    /// The setting behind a validated property: <c>PleoOptions.AttemptTimeout</c> is <c>Pleo__AttemptTimeout</c>. For
    /// options that are validated under a name, that name is the section.
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
