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
        services.AddSingleton<EmbeddedSecrets>();
        services.AddSingleton<VaultHandler>();
        services.AddSingleton<TokenCredential>(
            DelegatedTokenCredential.Create(static (_, _) => new AccessToken("local", DateTimeOffset.MaxValue))
        );
        services.AddSingleton(provider => CreateOptions(provider.GetRequiredService<VaultHandler>()));
    }

    /// <summary>Reaches the embedded vault of a running Local instead of this process's own.</summary>
    /// <param name="services">The services, with the embedded vault.</param>
    /// <param name="local">Where the other Local listens.</param>
    public static void ReachEmbeddedVaultOf(this IServiceCollection services, Uri local) =>
        services.AddSingleton(_ => CreateOptions(new VaultRelay(local)));

    private static SecretClientOptions CreateOptions(HttpMessageHandler handler) =>
        new()
        {
            DisableChallengeResourceVerification = true,
            RetryPolicy = new VaultRetryPolicy(),
            Transport = new HttpClientTransport(handler),
        };
}
