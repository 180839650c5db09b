using Microsoft.Extensions.Logging;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>The keys that a delivery needs: the partner's signing keys to verify it, and the tenant's API key to call Pleo.</summary>
internal sealed partial class KeyRing(SecretCache secrets, ILogger<KeyRing> logger)
{
    /// <summary>The partner's signing keys. Without a usable key, the delivery ends here.</summary>
    public async ValueTask<Result<string>> GetSigningKeysAsync(Partner partner)
    {
        if (partner.Scheme.KeyForm is null)
        {
            return "";
        }

        var lookup = await secrets.GetAsync(partner.SigningSecret, SecretUse.SigningKeys);
        if (lookup is not SecretLookup.Found found)
        {
            if (lookup is SecretLookup.Absent absent)
            {
                Log.SigningSecretMissing(logger, partner.Name, partner.SigningSecret, WireName.Of(absent.Reason));
            }

            return Unavailable(lookup);
        }

        if (found.FindFault(partner.Scheme) is not { } fault)
        {
            return found.Value;
        }

        Log.SigningSecretFaulty(logger, partner.Name, partner.SigningSecret, fault);
        return partner.Scheme.HasUsableKey(found.Value) ? found.Value : Unavailable(lookup);
    }

    /// <summary>The tenant's API key.</summary>
    public async ValueTask<Result<ApiKey>> GetApiKeyAsync(Partner partner, string tenant) =>
        partner.ApiKeySecrets.NameOf(tenant) is { Length: <= SecretTemplate.LongestName } name
            ? ToApiKey(await secrets.GetAsync(name, SecretUse.ApiKey), partner, name)
            : NotConfigured;

    /// <summary>The tenant's API key, read from the vault again.</summary>
    /// <param name="partner">The partner.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="isRefused">
    /// Pleo refused the cached key, so it is dropped. Otherwise only its company did not match, which may be the payload's
    /// fault.
    /// </param>
    public async ValueTask<Result<ApiKey>> RefreshApiKeyAsync(Partner partner, string tenant, bool isRefused = true)
    {
        var name = partner.ApiKeySecrets.NameOf(tenant);
        return ToApiKey(await secrets.RefreshAsync(name, SecretUse.ApiKey, isRefused), partner, name);
    }

    private static Problem NotConfigured { get; } =
        new(
            ProblemCode.TenantNotConfigured,
            "No usable Pleo API key is stored for this tenant. Ask us to store one, then send the webhook again."
        );

    private Result<ApiKey> ToApiKey(SecretLookup lookup, Partner partner, string name)
    {
        if (lookup is not SecretLookup.Found found)
        {
            return lookup is SecretLookup.Absent ? NotConfigured : Unavailable(lookup);
        }

        if (found.ToApiKey(partner.ApiKeyScheme) is { } key)
        {
            return key;
        }

        Log.ApiKeyFaulty(logger, partner.Name, name);
        return NotConfigured;
    }

    private static Problem Unavailable(SecretLookup lookup) =>
        new(
            ProblemCode.VaultUnavailable,
            "We cannot read a key that this delivery needs. Send the webhook again after the time in Retry-After."
        )
        {
            RetryAfter = (lookup as SecretLookup.Unavailable)?.RetryAfter,
        };

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 311,
            Level = LogLevel.Error,
            Message = "The signing secret {Secret} of partner {Partner} cannot be used ({Reason}). The app answers this partner's webhooks with 503 until a usable one is stored."
        )]
        public static partial void SigningSecretMissing(ILogger logger, string partner, string secret, string reason);

        [LoggerMessage(
            EventId = 312,
            Level = LogLevel.Error,
            Message = "The signing secret {Secret} of partner {Partner} has a fault: {Fault}. The app verifies with its usable keys; without any it answers 503."
        )]
        public static partial void SigningSecretFaulty(ILogger logger, string partner, string secret, string fault);

        [LoggerMessage(
            EventId = 313,
            Level = LogLevel.Error,
            Message = "The secret {Secret} of partner {Partner} is not a usable API key: it is empty, or it has a colon, a control character or (for Bearer) a non-ASCII character. The app answers this tenant's webhooks with 422."
        )]
        public static partial void ApiKeyFaulty(ILogger logger, string partner, string secret);
    }
}
