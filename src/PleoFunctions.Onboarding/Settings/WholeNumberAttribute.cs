using System.Globalization;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>A whole number within inclusive bounds.</summary>
internal sealed class WholeNumberAttribute(int minimum, int maximum) : SettingAttribute
{
    protected override string Expected =>
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}");

    public static int Parse(string value) => int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture);

    protected override bool Accepts(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= minimum
        && number <= maximum;
}
