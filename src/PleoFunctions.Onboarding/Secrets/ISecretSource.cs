namespace PleoFunctions.Onboarding.Secrets;

/// <summary>Where secrets come from: the vault, or the settings in Development.</summary>
internal interface ISecretSource
{
    /// <summary>Reads the current version of a secret; null when there is no such secret.</summary>
    /// <exception cref="Exception">The source does not answer, or denies access. The type depends on the source.</exception>
    Task<string?> ReadAsync(string name, CancellationToken cancellationToken);
}
