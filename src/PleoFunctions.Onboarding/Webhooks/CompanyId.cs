using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>The form in which a payload names a company of Pleo.</summary>
internal static class CompanyId
{
    public const string Form = "a UUID or " + CompanyUrn.Prefix + "<UUID>";

    /// <summary>Reads a company as <c>urn:pleo:company:&lt;uuid&gt;</c> in lower case; null when the text has another form.</summary>
    public static string? ParseOrNull(string text)
    {
        var uuid = text.StartsWith(CompanyUrn.Prefix, StringComparison.Ordinal)
            ? text[CompanyUrn.Prefix.Length..]
            : text;

        // The parser also accepts white space and signs, so what it read is compared with the text.
        return
            Guid.TryParseExact(uuid, "D", out var id) && uuid.Equals(id.ToString(), StringComparison.OrdinalIgnoreCase)
            ? CompanyUrn.Prefix + id.ToString()
            : null;
    }
}
