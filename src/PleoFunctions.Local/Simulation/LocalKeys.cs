using System.Security.Cryptography;
using System.Text;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Simulation;

/// <summary>
/// The keys of the embedded vault. Anybody can work them out, on purpose: so <c>send</c> can sign without being told a
/// secret. They open nothing but the simulation.
/// </summary>
internal static class LocalKeys
{
    private const string ApiKeyPrefix = "pls_local_";

    /// <summary>The signing secret of a partner: as set, or else the embedded vault's.</summary>
    public static string SigningSecretOf(Partner partner, IConfiguration configuration) =>
        configuration[$"Secrets:{partner.SigningSecret}"] ?? SigningSecretOf(partner);

    /// <summary>The embedded vault's signing secret of a partner.</summary>
    public static string SigningSecretOf(Partner partner)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes($"PleoFunctions.Local {partner.SigningSecret}"));
        return partner.Scheme is StandardWebhooksScheme
            ? "whsec_" + Convert.ToBase64String(key)
            : Convert.ToHexStringLower(key);
    }

    /// <summary>The API key of a partner's tenant.</summary>
    public static string ApiKeyOf(string partner, string tenant) => $"{ApiKeyPrefix}{partner}_{tenant}";

    /// <summary>The tenant that an API key belongs to; null when it is none of ours.</summary>
    public static string? TenantOf(string apiKey) =>
        apiKey.StartsWith(ApiKeyPrefix, StringComparison.Ordinal) ? apiKey[(apiKey.LastIndexOf('_') + 1)..] : null;
}
