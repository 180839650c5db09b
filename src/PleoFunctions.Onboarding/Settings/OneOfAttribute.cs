namespace PleoFunctions.Onboarding.Settings;

/// <summary>One of a few words. Case matters.</summary>
internal sealed class OneOfAttribute(params string[] words) : SettingAttribute
{
    protected override string Expected => $"one of {string.Join(", ", words)}";

    protected override bool Accepts(string value) => words.Contains(value, StringComparer.Ordinal);
}
