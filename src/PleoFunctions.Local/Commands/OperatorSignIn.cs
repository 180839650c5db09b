using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;
using PleoFunctions.Local.Hosting;

namespace PleoFunctions.Local.Commands;

/// <summary>How the commands for operators show who asks: by the admin key, or else by a token of the Azure sign-in.</summary>
/// <param name="key">The admin key; null for none.</param>
/// <param name="audience">What the token is for; null for no token.</param>
/// <param name="credential">Gets tokens.</param>
internal sealed class OperatorSignIn(string? key, string? audience, TokenCredential credential)
{
    /// <summary>The environment variable that may hold the admin key.</summary>
    public const string KeyVariable = "PLEOFUNCTIONS_KEY";

    /// <summary>The environment variable that may hold the audience.</summary>
    public const string AudienceVariable = "PLEOFUNCTIONS_AUDIENCE";

    /// <summary>What to do when the app lets no one in without a token or a key.</summary>
    public const string Advice =
        $"Sign in with 'az login' and set {AudienceVariable} or --audience to the app's Operators__Audience, or set the admin key in {KeyVariable} or --key.";

    // A token is used for at least this long.
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Task<AccessToken>? _token;

    /// <summary>For an app that asks for neither.</summary>
    public static OperatorSignIn None { get; } = new(null, null, OfDeveloper());

    /// <summary>The sign-in that the environment names, for an address that was given. Others get nothing.</summary>
    /// <param name="urlIsGiven">The address was given, so it is not whatever listens on Local's default port.</param>
    /// <param name="key">The key of an option, which wins.</param>
    /// <param name="audience">The audience of an option, which wins.</param>
    public static OperatorSignIn Find(bool urlIsGiven, string? key = null, string? audience = null) =>
        new(
            key ?? (urlIsGiven ? InEnvironment(KeyVariable) : null),
            audience ?? (urlIsGiven ? InEnvironment(AudienceVariable) : null),
            OfDeveloper()
        );

    /// <summary>Adds the key or a token to a request.</summary>
    /// <exception cref="UserErrorException">The key is not valid in a header, or Azure gives no token.</exception>
    public async ValueTask AddToAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (key is not null)
        {
            if (!request.Headers.TryAddWithoutValidation(FunctionKeys.Header, key))
            {
                throw new UserErrorException(
                    $"The key given with --key or in {KeyVariable} has characters that a header cannot hold."
                );
            }
        }
        else if (audience is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                await GetTokenAsync(cancellationToken)
            );
        }
    }

    private async Task<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await FindToken().WaitAsync(cancellationToken)).Token;
        }
        catch (AuthenticationFailedException e)
        {
            throw new UserErrorException(
                $"Azure gave no token for {audience}. Sign in with 'az login' or 'azd auth login', or set the admin key in {KeyVariable}. ({e.Message.Split('\n')[0].Trim()})"
            );
        }
    }

    /// <summary>The token for all requests. The credential starts a program for each token, so a token is kept.</summary>
    private Task<AccessToken> FindToken()
    {
        lock (_lock)
        {
            var isUsable = _token switch
            {
                null => false,
                { IsCompletedSuccessfully: true } got => got.Result.ExpiresOn - TimeProvider.System.GetUtcNow() >= Rest,
                { IsCompleted: var failed } => !failed,
            };
            return _token = isUsable
                ? _token!
                : credential
                    .GetTokenAsync(new TokenRequestContext([$"{audience}/.default"]), CancellationToken.None)
                    .AsTask();
        }
    }

    private static ChainedTokenCredential OfDeveloper() =>
        new(new AzureCliCredential(), new AzureDeveloperCliCredential());

    private static string? InEnvironment(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
