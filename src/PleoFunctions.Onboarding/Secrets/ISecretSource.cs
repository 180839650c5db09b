namespace PleoFunctions.Onboarding.Secrets;

/// <summary>Where secrets come from: the vault, or the settings in Development.</summary>
internal interface ISecretSource
{
    /// <summary>Reads the newest version of a secret.</summary>
    /// <exception cref="VaultThrottledException">The source asked for a pause before, and was not called.</exception>
    /// <exception cref="Exception">The source does not answer, or denies access. The type depends on the source.</exception>
    Task<StoredSecret> ReadAsync(string name, CancellationToken cancellationToken);
}
