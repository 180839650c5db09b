using Azure;
using Azure.Security.KeyVault.Secrets;

namespace PleoFunctions.Onboarding.Secrets;

/// <summary>Azure Key Vault.</summary>
internal sealed class KeyVaultSecretSource(SecretClient client) : ISecretSource
{
    private const int NotFound = 404;

    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.GetSecretAsync(name, cancellationToken: cancellationToken);
            return response.Value.Value;
        }
        catch (RequestFailedException e) when (e.Status == NotFound)
        {
            return null;
        }
    }
}
