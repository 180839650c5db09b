using Microsoft.Extensions.Options;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>Reads the <c>Secrets__…</c> settings of Development, and then the vault if there is one.</summary>
internal sealed class ConfiguredSecretSource(IOptions<LocalSecretsOptions> options, ISecretSource? vault)
    : ISecretSource
{
    public async Task<StoredSecret> ReadAsync(string name, CancellationToken cancellationToken) =>
        options.Value.Secrets.TryGetValue(name, out var value) ? StoredSecret.Of(value)
        : vault is null ? StoredSecret.NotFound
        : await vault.ReadAsync(name, cancellationToken);
}
