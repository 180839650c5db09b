using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>
/// Reads operators' access tokens: JWTs (RFC 7519) that the issuer signed. Only this type and <see cref="IssuerMetadata"/>
/// use the token library, so that it is loaded with the first token.
/// </summary>
internal sealed class OperatorTokens(IssuerMetadata issuer, string audience, TimeProvider clock)
{
    /// <summary>How much the issuer's clock may differ from ours.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Only with a key pair: an HMAC could be made by anyone who has the public key.</summary>
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256,
        SecurityAlgorithms.RsaSha384,
        SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256,
        SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256,
        SecurityAlgorithms.EcdsaSha384,
        SecurityAlgorithms.EcdsaSha512,
    ];

    private static readonly JsonWebTokenHandler Handler = new();

    /// <summary>Reads a token.</summary>
    public async Task<TokenReading> ReadAsync(string text)
    {
        if (Parse(text) is not { } token)
        {
            return new TokenReading.Refused("is not a JSON Web Token");
        }

        if (!Algorithms.Contains(token.Alg, StringComparer.Ordinal))
        {
            return new TokenReading.Refused("is signed with an algorithm that is not allowed");
        }

        if (await issuer.GetAsync(token.Kid) is not { } metadata)
        {
            return TokenReading.Unknown.Instance;
        }

        var result = await Handler.ValidateTokenAsync(
            token,
            new TokenValidationParameters
            {
                ValidIssuer = metadata.Issuer,
                ValidAudience = audience,
                ValidAlgorithms = Algorithms,
                IssuerSigningKeys = metadata.SigningKeys,
                TryAllIssuerSigningKeys = false,
                LifetimeValidator = (from, until, _, _) => HasTime(from, until),
            }
        );
        return result.IsValid ? Accept(token) : new TokenReading.Refused(FaultOf(result.Exception));
    }

    private static JsonWebToken? Parse(string text)
    {
        try
        {
            return Handler.ReadJsonWebToken(text);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The operator's object id: Entra's <c>oid</c>, or the <c>sub</c> of other issuers.</summary>
    private static TokenReading Accept(JsonWebToken token)
    {
        var name = ClaimsOf(token, "oid").FirstOrDefault() ?? token.Subject;
        return string.IsNullOrEmpty(name)
            ? new TokenReading.Refused("does not say whose it is")
            : new TokenReading.Accepted(name, [.. ClaimsOf(token, "roles")]);
    }

    private static IEnumerable<string> ClaimsOf(JsonWebToken token, string type) =>
        token.Claims.Where(claim => claim.Type.Equals(type, StringComparison.Ordinal)).Select(claim => claim.Value);

    /// <summary>On our own clock, which tests can set.</summary>
    private bool HasTime(DateTime? from, DateTime? until)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        if (until is null || now >= until + Tolerance)
        {
            throw new SecurityTokenExpiredException();
        }

        return from is null || now >= from - Tolerance ? true : throw new SecurityTokenNotYetValidException();
    }

    /// <summary>Says what an operator can change. It helps no one to make a better forgery.</summary>
    private static string FaultOf(Exception failure) =>
        failure switch
        {
            SecurityTokenExpiredException => "has expired",
            SecurityTokenNotYetValidException => "is not valid yet",
            SecurityTokenInvalidAudienceException => "is for another audience",
            SecurityTokenInvalidIssuerException => "is from another issuer",
            _ => "is not signed by the issuer",
        };
}

/// <summary>What a token turned out to be.</summary>
internal abstract record TokenReading
{
    private TokenReading() { }

    /// <summary>It is good.</summary>
    /// <param name="Name">The object id of the operator.</param>
    /// <param name="Roles">The roles that the issuer gave to the operator.</param>
    public sealed record Accepted(string Name, IReadOnlyList<string> Roles) : TokenReading;

    /// <summary>It is not good.</summary>
    /// <param name="Fault">The end of a sentence that begins with "The access token".</param>
    public sealed record Refused(string Fault) : TokenReading;

    /// <summary>The issuer does not answer.</summary>
    public sealed record Unknown : TokenReading
    {
        public static readonly Unknown Instance = new();
    }
}
