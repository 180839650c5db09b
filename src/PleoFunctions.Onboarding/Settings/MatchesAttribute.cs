using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>A text of a given form.</summary>
internal sealed class MatchesAttribute(TextForm form) : SettingAttribute
{
    /// <summary>The setting is the name of a secret. Its value is never shown, because people put the secret itself there.</summary>
    public bool NamesSecret { get; set; }

    protected override string Expected => TextForms.Describe(form);

    protected override bool Accepts(string value) => TextForms.HasForm(value, form);

    protected override string? Shown(string value) => NamesSecret ? null : value;
}

/// <summary>A form that the text of a setting can have.</summary>
internal enum TextForm
{
    /// <summary>The name of a secret in Key Vault.</summary>
    SecretName,

    /// <summary>A template for the names of secrets in Key Vault, one for each tenant.</summary>
    SecretNames,

    /// <summary>The name of a table in Table Storage.</summary>
    TableName,
}

/// <summary>Each form in words and as a pattern. The patterns are compiled at build time.</summary>
internal static partial class TextForms
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;
    private const int Timeout = 1000;

    /// <summary>Describes a form in words.</summary>
    public static string Describe(TextForm form) =>
        form switch
        {
            TextForm.SecretName => "a secret name: 1 to 127 letters, digits and hyphens",
            TextForm.SecretNames =>
                "a secret name of letters, digits and hyphens in which {tenant} stands once for the tenant",
            TextForm.TableName => "a table name: 3 to 63 letters and digits, a letter first",
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "There is no such form."),
        };

    /// <summary>Whether a text has a form.</summary>
    public static bool HasForm(string text, TextForm form) =>
        form switch
        {
            TextForm.SecretName => SecretName().IsMatch(text),
            TextForm.SecretNames => SecretNames().IsMatch(text),
            TextForm.TableName => TableName().IsMatch(text),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "There is no such form."),
        };

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,127}\z", Options, Timeout)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"\A[A-Za-z0-9-]*\{tenant\}[A-Za-z0-9-]*\z", Options, Timeout)]
    private static partial Regex SecretNames();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9]{2,62}\z", Options, Timeout)]
    private static partial Regex TableName();
}
