namespace PleoFunctions.Onboarding.Settings;

/// <summary>An absolute https address without user, query or fragment. Plain http is allowed for this machine only.</summary>
internal sealed class HttpAddressAttribute(string example) : SettingAttribute
{
    protected override string Expected => $"an absolute https address, such as {example}";

    protected override bool Accepts(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var address)
        && (
            string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
            || (string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && address.IsLoopback)
        )
        && address.Query.Length == 0
        && address.Fragment.Length == 0
        && address.UserInfo.Length == 0;

    /// <summary>Leaves out what may be secret: user information, the query of a SAS, the pairs of a connection string.</summary>
    protected override string Shown(string value)
    {
        var end = value.AsSpan().IndexOfAny('?', '#', '=');
        var shown = end < 0 ? value : value[..end] + "…";
        var at = shown.LastIndexOf('@');
        var scheme = shown.IndexOf("//", StringComparison.Ordinal) + 2;
        return at < 0 ? shown : $"{(scheme < at && scheme > 1 ? shown[..scheme] : "")}…{shown[at..]}";
    }
}
