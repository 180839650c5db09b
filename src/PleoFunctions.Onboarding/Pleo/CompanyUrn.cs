namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// The names of Pleo's companies: <c>urn:pleo:company:&lt;uuid&gt;</c>, or the bare UUID. Case does not matter. Other
/// subjects, such as an organisation's, are compared as text.
/// </summary>
internal static class CompanyUrn
{
    public const string Prefix = "urn:pleo:company:";

    /// <summary>The one form in which equal names are equal text: trimmed, in lower case, a bare UUID as its URN.</summary>
    public static string Normalize(string name)
    {
        var text = name.Trim().ToLowerInvariant();
        return Guid.TryParseExact(text, "D", out _) ? Prefix + text : text;
    }

    /// <summary>Whether two names mean the same.</summary>
    public static bool AreSame(string one, string other) =>
        string.Equals(Normalize(one), Normalize(other), StringComparison.Ordinal);

    /// <summary>Whether a name is a company's, and not that of an organisation or anything else.</summary>
    public static bool IsCompany(string name) =>
        Normalize(name) is var normalized
        && normalized.Length > Prefix.Length
        && normalized.StartsWith(Prefix, StringComparison.Ordinal);
}
