using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>A text of a given pattern.</summary>
internal sealed class MatchesAttribute(string pattern, string form) : SettingAttribute
{
    /// <summary>The setting is a secret's name, and people put the secret itself there.</summary>
    public bool NamesSecret { get; set; }

    protected override string Expected => form;

    protected override bool Accepts(string value) =>
        Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    protected override string? Shown(string value) => NamesSecret ? null : value;
}
