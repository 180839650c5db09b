namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>The host's key that a request carried, by its name. The key itself never reaches the app.</summary>
/// <param name="Name">
/// The key's name, as the operator chose it, or <c>default</c> or <c>master</c>; null where the host asks for no key, as on
/// a developer's machine.
/// </param>
/// <param name="IsAdmin">It is the host's master key.</param>
public sealed record CallerKey(string? Name, bool IsAdmin);
