namespace PleoFunctions.Onboarding.Settings;

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
