namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>The host's key that a request carried, by its name. The key itself never reaches the app.</summary>
/// <param name="Name">
/// The key's name, as the operator chose it, or <see cref="Default"/> or <see cref="Master"/>; null where the host asks for no key, as on
/// a developer's machine.
/// </param>
/// <param name="IsAdmin">It is the host's master key.</param>
public sealed record CallerKey(string? Name, bool IsAdmin)
{
    /// <summary>The name of the first key that the host makes for functions.</summary>
    public const string Default = "default";

    /// <summary>The name of the host's master key.</summary>
    public const string Master = "master";
}
