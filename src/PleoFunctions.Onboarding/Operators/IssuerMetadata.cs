using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>
/// The issuer's name and public keys, read from its metadata (OpenID Connect Discovery 1.0) and kept. One request at a
/// time reads them. Made-up tokens cannot make it read more often than once in <see cref="Pause"/>.
/// </summary>
/// <remarks>
/// The library's own <c>ConfigurationManager</c> reads again in the background, so the first token of a new key would be
/// refused. And while an issuer is down, it asks for every token.
/// </remarks>
internal sealed class IssuerMetadata(Func<HttpClient> http, string authority, TimeProvider clock)
{
    /// <summary>After this time they are read again.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromHours(12);

    /// <summary>They are used for this long while the issuer does not answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>The least time between two attempts to read them after a failure, or for an unknown key.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private const string Path = "/.well-known/openid-configuration";

    private readonly Lock _lock = new();
    private OpenIdConnectConfiguration? _current;
    private DateTimeOffset _readAt;
    private DateTimeOffset _failedAt;
    private DateTimeOffset _renewedAt;
    private Task _reading = Task.CompletedTask;

    /// <summary>The metadata, with a key of this id if the issuer has one.</summary>
    /// <returns>Null when it, or the key, is not known and the issuer does not answer.</returns>
    public async Task<OpenIdConnectConfiguration?> GetAsync(string keyId)
    {
        Task reading;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var isFresh = now - _readAt < Freshness;
            if (isFresh && Has(_current!, keyId))
            {
                return _current;
            }

            if (_reading.IsCompleted && now - (isFresh ? _renewedAt : _failedAt) >= Pause)
            {
                _renewedAt = isFresh ? now : _renewedAt;
                _reading = ReadAsync(now);
            }

            reading = _reading;
        }

        await reading;
        lock (_lock)
        {
            var isUsable = clock.GetUtcNow() - _readAt < Longest && (_failedAt <= _readAt || Has(_current!, keyId));
            return isUsable ? _current : null;
        }
    }

    private static bool Has(OpenIdConnectConfiguration metadata, string keyId) =>
        metadata.SigningKeys.Any(key => string.Equals(key.KeyId, keyId, StringComparison.Ordinal));

    private async Task ReadAsync(DateTimeOffset now)
    {
        var documents = new HttpDocumentRetriever(http())
        {
            RequireHttps = authority.StartsWith(Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase),
        };
        try
        {
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(
                authority.TrimEnd('/') + Path,
                documents,
                CancellationToken.None
            );
            if (read is { Issuer.Length: > 0, SigningKeys.Count: > 0 })
            {
                lock (_lock)
                {
                    (_current, _readAt) = (read, now);
                }

                return;
            }
        }
#pragma warning disable CA1031 // The library throws many types for documents that it cannot read. None of them is our bug.
        catch (Exception)
#pragma warning restore CA1031
        {
            // What is known stays.
        }

        lock (_lock)
        {
            _failedAt = now;
        }
    }
}
