namespace PleoFunctions.Onboarding.Secrets;

/// <summary>The settings <c>Secrets__&lt;secret-name&gt;</c>: values instead of a vault, in Development only.</summary>
internal sealed class LocalSecretsOptions
{
    public Dictionary<string, string> Secrets { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
