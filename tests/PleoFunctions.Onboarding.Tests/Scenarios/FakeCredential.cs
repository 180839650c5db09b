using Azure.Core;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>An identity that every vault trusts.</summary>
internal sealed class FakeCredential : TokenCredential
{
    private static readonly AccessToken Token = new("token", new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        Token;

    public override ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext requestContext,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(Token);
}
