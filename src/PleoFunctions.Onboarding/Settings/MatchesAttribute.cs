using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>A text of a given pattern.</summary>
internal sealed class MatchesAttribute(string pattern, string form) : SettingAttribute
{
    protected override string Expected => form;

    protected override bool Accepts(string value) =>
        Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
