using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Local.Simulation;

/// <summary>
/// A key vault inside the process. The real <see cref="SecretClient"/> calls it through a transport without network
/// and TLS.
/// </summary>
internal static class EmbeddedVault
{
    public static void AddEmbeddedVault(this IServiceCollection services)
    {
        services.AddSingleton<VaultHandler>();
        services.AddSingleton<TokenCredential>(
            DelegatedTokenCredential.Create(static (_, _) => new AccessToken("local", DateTimeOffset.MaxValue))
        );
        services.AddSingleton(provider => new SecretClientOptions
        {
            DisableChallengeResourceVerification = true,
            RetryPolicy = new VaultRetryPolicy(),
            Transport = new HttpClientTransport(provider.GetRequiredService<VaultHandler>()),
        });
    }
}
