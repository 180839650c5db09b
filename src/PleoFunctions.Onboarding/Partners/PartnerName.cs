using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>The form of a partner's name. It is part of setting names, where Azure on Linux takes no hyphens.</summary>
internal static partial class PartnerName
{
    public const string Form = "1 to 32 of a-z 0-9, with a letter first";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,31}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
