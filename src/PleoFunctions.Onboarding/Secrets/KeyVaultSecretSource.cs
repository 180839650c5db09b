using System.Text.Json;
using Azure;
using Azure.Security.KeyVault.Secrets;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>
/// Azure Key Vault. When the vault asks for a pause (429), no secret is read before it is over, because a vault counts
/// the requests for all of its secrets together.
/// </summary>
internal sealed class KeyVaultSecretSource(SecretClient client, TimeProvider clock) : ISecretSource
{
    private const int Forbidden = 403;
    private const int TooManyRequests = 429;
    private const string SecretNotFound = "SecretNotFound";

    private long _pausedUntil;

    /// <summary>
    /// Reads a secret. The vault refuses to give a disabled one, but it does give expired and not yet valid ones
    /// (https://learn.microsoft.com/azure/key-vault/secrets/about-secrets#date-time-controlled-operations).
    /// </summary>
    public async Task<StoredSecret> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var pause = new DateTimeOffset(Interlocked.Read(ref _pausedUntil), TimeSpan.Zero) - clock.GetUtcNow();
        if (pause > TimeSpan.Zero)
        {
            throw new VaultThrottledException(pause);
        }

        try
        {
            var secret = (await client.GetSecretAsync(name, cancellationToken: cancellationToken)).Value;
            return secret.Properties.Enabled == false
                ? StoredSecret.Disabled
                : StoredSecret.Of(secret.Value, secret.Properties.NotBefore, secret.Properties.ExpiresOn);
        }
        catch (RequestFailedException e) when (e.ErrorCode is SecretNotFound)
        {
            return StoredSecret.NotFound;
        }
        catch (RequestFailedException e) when (e.Status == Forbidden && IsDisabled(e.GetRawResponse()))
        {
            return StoredSecret.Disabled;
        }
        catch (RequestFailedException e) when (e.Status == TooManyRequests)
        {
            Pause(RetryAfterHeader.Read(e.GetRawResponse()) ?? SecretCache.FailurePause);
            throw;
        }
    }

    private void Pause(TimeSpan asked)
    {
        var bounded = asked > SecretCache.LongestPause ? SecretCache.LongestPause : asked;
        var until = (clock.GetUtcNow() + bounded).UtcTicks;
        var known = Interlocked.Read(ref _pausedUntil);
        while (until > known)
        {
            var before = Interlocked.CompareExchange(ref _pausedUntil, until, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }

    /// <summary>
    /// Whether a refusal is about the secret itself. Other inner codes (ForbiddenByFirewall, ForbiddenByConnection,
    /// ForbiddenByPolicy, ForbiddenByRbac) are about the app's access, and say nothing about the secret.
    /// </summary>
    private static bool IsDisabled(Response? response)
    {
        try
        {
            using var body = JsonDocument.Parse(response?.Content.ToMemory() ?? default);
            return body.RootElement.TryGetProperty("error"u8, out var error)
                && error.TryGetProperty("innererror"u8, out var inner)
                && inner.TryGetProperty("code"u8, out var code)
                && code.ValueEquals("SecretDisabled"u8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // It is not the vault's own body, for example a proxy's.
            return false;
        }
    }
}

/// <summary>The vault asked for a pause that is not over, so it was not called.</summary>
internal sealed class VaultThrottledException(TimeSpan retryAfter) : Exception("The vault asked for a pause.")
{
    /// <summary>How long the pause still lasts.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
