using System.Security.Cryptography;
using System.Text;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Simulation;

/// <summary>
/// The keys of the embedded vault, and function keys. They are computed from names, so <c>send</c> can sign without a secret. They are not
/// secret, and they open only the simulation.
/// </summary>
internal static class LocalKeys
{
    private const string ApiKeyPrefix = "pls_local_";
    private const string FunctionKeyPrefix = "key_local_";

    /// <summary>The signing secret of a partner: from the settings, or else the embedded vault's.</summary>
    public static string SigningSecretOf(Partner partner, IConfiguration configuration) =>
        configuration[$"Secrets:{partner.SigningSecret}"] ?? SigningSecretOf(partner);

    /// <summary>The embedded vault's signing secret of a partner.</summary>
    public static string SigningSecretOf(Partner partner) =>
        Write(SHA256.HashData(Encoding.UTF8.GetBytes($"PleoFunctions.Local {partner.SigningSecret}")), partner.Scheme);

    /// <summary>Writes 32 bytes as a secret of a scheme.</summary>
    public static string Write(byte[] key, SignatureScheme scheme) =>
        scheme is StandardWebhooksScheme ? "whsec_" + Convert.ToBase64String(key) : Convert.ToHexStringLower(key);

    /// <summary>The function key of a name, such as a partner's.</summary>
    public static string FunctionKeyOf(string name) => FunctionKeyPrefix + name;

    /// <summary>
    /// The name of a function key: a partner's, also with a hyphen and more after it, or one that every host has. Null when
    /// the key is no such key.
    /// </summary>
    public static string? NameOfFunctionKey(string functionKey, PartnerDirectory partners) =>
        functionKey.StartsWith(FunctionKeyPrefix, StringComparison.Ordinal)
        && functionKey[FunctionKeyPrefix.Length..] is var name
        && (name is CallerKey.Default or CallerKey.Master || partners.TryFind(FunctionKeyRule.OwnerOf(name), out _))
            ? name
            : null;

    /// <summary>The API key of a partner's tenant.</summary>
    public static string ApiKeyOf(string partner, string tenant) => $"{ApiKeyPrefix}{partner}_{tenant}";

    /// <summary>
    /// The API key whose company an API key belongs to: its own, except for <see cref="TestTenants.WrongCompany"/>.
    /// </summary>
    public static string KeyOfCompany(string apiKey) =>
        TenantOf(apiKey) is TestTenants.WrongCompany
            ? apiKey[..^TestTenants.WrongCompany.Length] + TestTenants.Works
            : apiKey;

    /// <summary>The tenant of an API key; null when the key is not the simulation's.</summary>
    public static string? TenantOf(string apiKey) =>
        apiKey.StartsWith(ApiKeyPrefix, StringComparison.Ordinal) ? apiKey[(apiKey.LastIndexOf('_') + 1)..] : null;
}
