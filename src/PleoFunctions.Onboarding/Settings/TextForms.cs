using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Settings;

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
