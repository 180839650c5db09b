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
