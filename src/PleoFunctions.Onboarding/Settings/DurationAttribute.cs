using System.Globalization;

namespace PleoFunctions.Onboarding.Settings;

/// <summary>A duration within inclusive bounds, written as <c>hh:mm:ss</c> or <c>d.hh:mm:ss</c>, with an optional fraction.</summary>
internal sealed class DurationAttribute(string minimum, string maximum) : SettingAttribute
{
    /// <summary>A duration within the bounds, for the message.</summary>
    public string Example { get; set; } = "00:00:05";

    protected override string Expected => $"a duration from {minimum} to {maximum}{Days}, such as {Example}";

    public static TimeSpan Parse(string value) => TimeSpan.ParseExact(value, Formats, CultureInfo.InvariantCulture);

    public static bool TryParse(string value, out TimeSpan duration) =>
        TimeSpan.TryParseExact(value, Formats, CultureInfo.InvariantCulture, out duration);

    protected override bool Accepts(string value) =>
        TryParse(value, out var duration) && duration >= Parse(minimum) && duration <= Parse(maximum);

    private static string[] Formats { get; } =
    [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss", @"d\.hh\:mm\:ss\.FFFFFFF"];

    /// <summary>The form with days, which only those need who may set days.</summary>
    private string Days => Parse(maximum) < TimeSpan.FromDays(1) ? "" : " (days.hh:mm:ss)";
}
