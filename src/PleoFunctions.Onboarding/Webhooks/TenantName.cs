using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// The form of a tenant's name. It becomes part of a secret's name, where two hyphens separate the parts, so it has no
/// two hyphens in a row.
/// </summary>
internal static partial class TenantName
{
    public const string Form = "1 to 63 of a-z 0-9 and single hyphens, with a letter or digit first";

    public static bool IsValid([NotNullWhen(true)] string? name) => name is not null && Pattern().IsMatch(name);

    [GeneratedRegex(
        @"\A[a-z0-9](?:[a-z0-9]|-(?!-)){0,62}\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Pattern();
}
