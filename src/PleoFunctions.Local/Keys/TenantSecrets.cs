using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Local.Keys;

/// <summary>The names of the secrets that hold the API keys of a partner's customers.</summary>
internal static class TenantSecrets
{
    /// <summary>The longest name that a vault accepts, in characters.</summary>
    public const int LongestName = 127;

    /// <summary>The tenant whose API key secret has this name; null when the name does not fit the partner's template.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="secretName">The secret's name. Case does not matter in a vault.</param>
    public static string? FindTenant(Partner partner, string secretName)
    {
        var template = partner.ApiKeySecretTemplate;
        var placeholder = template.IndexOf(PartnerOptions.TenantPlaceholder, StringComparison.Ordinal);
        var before = template.AsSpan(0, placeholder);
        var after = template.AsSpan(placeholder + PartnerOptions.TenantPlaceholder.Length);

        return
            secretName.Length > before.Length + after.Length
            && secretName.AsSpan().StartsWith(before, StringComparison.OrdinalIgnoreCase)
            && secretName.AsSpan().EndsWith(after, StringComparison.OrdinalIgnoreCase)
            ? secretName[before.Length..^after.Length].ToLowerInvariant()
            : null;
    }
}
