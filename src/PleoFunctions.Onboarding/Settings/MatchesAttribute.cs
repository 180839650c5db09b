using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>A text of a given form.</summary>
internal sealed class MatchesAttribute(TextForm form) : SettingAttribute
{
    /// <summary>The setting is a secret's name, and people put the secret itself there.</summary>
    public bool NamesSecret { get; set; }

    protected override string Expected => TextForms.WordsOf(form);

    protected override bool Accepts(string value) => TextForms.IsOf(form, value);

    protected override string? Shown(string value) => NamesSecret ? null : value;
}

/// <summary>A form that texts in settings have.</summary>
internal enum TextForm
{
    /// <summary>The name of a secret in Key Vault.</summary>
    SecretName,

    /// <summary>Such names, one for each tenant.</summary>
    SecretNames,

    /// <summary>The name of a table in Table Storage.</summary>
    TableName,
}

/// <summary>The forms of texts in settings, in words and as patterns that were compiled with the app.</summary>
internal static partial class TextForms
{
    private const RegexOptions Options = RegexOptions.CultureInvariant;
    private const int Timeout = 1000;

    /// <summary>The form in words.</summary>
    public static string WordsOf(TextForm form) =>
        form switch
        {
            TextForm.SecretName => "a secret name: 1 to 127 letters, digits and hyphens",
            TextForm.SecretNames =>
                "a secret name of letters, digits and hyphens in which {tenant} stands once for the tenant",
            TextForm.TableName => "a table name: 3 to 63 letters and digits, a letter first",
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "There is no such form."),
        };

    /// <summary>Tells whether a text has a form.</summary>
    public static bool IsOf(TextForm form, string text) =>
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
