using System.Globalization;
using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Local.Commands;

/// <summary>The customers' keys of one partner in a vault. No error shows a value.</summary>
/// <param name="client">The vault's client.</param>
/// <param name="partner">The partner.</param>
/// <param name="local">The Local whose embedded vault it is; null for a vault in Azure.</param>
/// <param name="clock">The clock.</param>
internal sealed class CustomerVault(SecretClient client, Partner partner, Uri? local, TimeProvider clock)
{
    private const string ContentType = "text/plain";

    private readonly KeyVaultSecretSource _source = new(client, clock);

    /// <summary>Which vault it is, in words.</summary>
    public string Place { get; } =
        local is null ? $"vault {client.VaultUri.Host}" : $"embedded vault of {local.Scheme}://{local.Authority}";

    /// <summary>The tenants that have a secret, in order of their names.</summary>
    /// <exception cref="UserErrorException">The vault cannot be read.</exception>
    public Task<IReadOnlyList<string>> ListTenantsAsync(CancellationToken cancellationToken) =>
        ExplainAsync<IReadOnlyList<string>>(
            "list its secrets",
            async () =>
            {
                var tenants = new SortedSet<string>(StringComparer.Ordinal);
                await foreach (var secret in client.GetPropertiesOfSecretsAsync(cancellationToken))
                {
                    if (partner.ApiKeySecrets.FindTenant(secret.Name) is { } tenant)
                    {
                        tenants.Add(tenant);
                    }
                }

                return [.. tenants];
            }
        );

    /// <summary>Reads what the vault has for a customer, as the app does.</summary>
    /// <exception cref="UserErrorException">The vault cannot be read.</exception>
    public Task<StoredSecret> ReadAsync(string tenant, CancellationToken cancellationToken) =>
        ExplainAsync(
            $"read {partner.ApiKeySecrets.NameOf(tenant)}",
            () => _source.ReadAsync(partner.ApiKeySecrets.NameOf(tenant), cancellationToken)
        );

    /// <summary>Stores a customer's key, reads it back and compares.</summary>
    /// <returns>The new version's name.</returns>
    /// <exception cref="UserErrorException">The vault cannot be written, or it does not give back what was stored.</exception>
    public async Task<string> StoreAsync(
        string tenant,
        string key,
        DateTimeOffset? expiresOn,
        CancellationToken cancellationToken
    )
    {
        var name = partner.ApiKeySecrets.NameOf(tenant);
        var secret = new KeyVaultSecret(name, key)
        {
            Properties =
            {
                ContentType = ContentType,
                ExpiresOn = expiresOn,
                Tags = { ["partner"] = partner.Name, ["tenant"] = tenant },
            },
        };
        KeyVaultSecret stored = await ExplainAsync(
            $"store {name}",
            async () => (await client.SetSecretAsync(secret, cancellationToken)).Value
        );
        KeyVaultSecret read = await ExplainAsync(
            $"read {name} back",
            async () => (await client.GetSecretAsync(name, cancellationToken: cancellationToken)).Value
        );

        return
            string.Equals(read.Value, key, StringComparison.Ordinal)
            && string.Equals(read.Properties.Version, stored.Properties.Version, StringComparison.Ordinal)
            ? stored.Properties.Version
            : throw new UserErrorException(
                $"The vault stored the key as version {stored.Properties.Version} of {name}, but its newest version is another one ({read.Properties.Version}). Check it with: keys check --partner {partner.Name} --tenant {tenant}"
            );
    }

    private async Task<T> ExplainAsync<T>(string action, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException e)
        {
            throw new UserErrorException($"The {Place} refused to {action} ({StatusOf(e)}). {AdviceOn(e)}");
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is RequestFailedException))
        {
            throw new UserErrorException(
                local is null
                    ? $"The {Place} cannot be reached. Check its address, and whether its firewall lets you in."
                    : $"The {Place} cannot be reached. Start Local with: dotnet run --project src/PleoFunctions.Local. For a vault in Azure, pass --vault."
            );
        }
        catch (VaultThrottledException e)
        {
            throw new UserErrorException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The {Place} asks for a pause of {Math.Ceiling(e.RetryAfter.TotalSeconds)} seconds. Try again after it."
                )
            );
        }
        catch (AuthenticationFailedException)
        {
            throw new UserErrorException(
                "Azure did not give a token for the vault. Sign in with 'az login' or 'azd auth login', then try again."
            );
        }
        // The SDK's check that a challenge is of the vault's own domain.
        catch (InvalidOperationException)
        {
            throw new UserErrorException($"The {Place} does not answer as a vault does. Check --vault.");
        }
    }

    private static string StatusOf(RequestFailedException e) =>
        e.Status == 0
            ? "no answer"
            : string.Create(CultureInfo.InvariantCulture, $"{e.Status} {e.ErrorCode}").TrimEnd();

    private string AdviceOn(RequestFailedException e) =>
        e.Status switch
        {
            StatusCodes.Status403Forbidden =>
                "You need the role Key Vault Secrets Officer, and the vault must be open to your address.",
            StatusCodes.Status404NotFound when local is not null =>
                "That Local has no embedded vault, because KeyVault__Uri is set. Pass --vault.",
            StatusCodes.Status409Conflict =>
                "A deleted secret has this name. Recover it with 'az keyvault secret recover', then try again.",
            StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError => "Try again later.",
            _ => "Check --vault.",
        };
}
