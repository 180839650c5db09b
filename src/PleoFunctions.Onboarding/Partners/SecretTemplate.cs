using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>
/// A template for the names of secrets, one for each tenant. Names are compared as Key Vault does: case does not matter.
/// </summary>
internal sealed class SecretTemplate
{
    /// <summary>Stands once in the template, for the tenant.</summary>
    public const string Placeholder = "{tenant}";

    /// <summary>The longest name that Key Vault accepts, in characters.</summary>
    public const int LongestName = 127;

    private readonly string _before;
    private readonly string _after;

    /// <param name="text">The template, with one placeholder.</param>
    public SecretTemplate(string text)
    {
        var placeholder = text.IndexOf(Placeholder, StringComparison.Ordinal);
        _before = text[..placeholder];
        _after = text[(placeholder + Placeholder.Length)..];
    }

    /// <summary>The name of a tenant's secret. It can be longer than <see cref="LongestName"/>.</summary>
    public string NameOf(string tenant) => string.Concat(_before, tenant, _after);

    /// <summary>The tenant whose secret has this name; null when the template makes no such name.</summary>
    public string? FindTenant(string name) =>
        name.Length > _before.Length + _after.Length
        && name.StartsWith(_before, StringComparison.OrdinalIgnoreCase)
        && name.EndsWith(_after, StringComparison.OrdinalIgnoreCase)
        && name[_before.Length..^_after.Length].ToLowerInvariant() is var tenant
        && TenantName.IsValid(tenant)
            ? tenant
            : null;

    /// <summary>Whether both templates can make the same name, for one tenant or for two.</summary>
    public bool Overlaps(SecretTemplate other)
    {
        var before = Longer(_before, other._before);
        var after = Longer(_after, other._after);
        if (!IsAround(before, after) || !other.IsAround(before, after))
        {
            return false;
        }

        // A name that both make starts and ends with the longer parts. The shortest such names tell: with one letter
        // between the parts, or with none, or where the parts share characters.
        return Enumerable
            .Range(0, after.Length + 1)
            .Where(shared => before.EndsWith(after[..shared], StringComparison.OrdinalIgnoreCase))
            .Select(shared => before + after[shared..])
            .Append($"{before}a{after}")
            .Any(name => FindTenant(name) is not null && other.FindTenant(name) is not null);
    }

    public override string ToString() => NameOf(Placeholder);

    /// <summary>Whether names with this beginning and end can be this template's.</summary>
    private bool IsAround(string before, string after) =>
        before.StartsWith(_before, StringComparison.OrdinalIgnoreCase)
        && after.EndsWith(_after, StringComparison.OrdinalIgnoreCase);

    private static string Longer(string one, string other) => one.Length > other.Length ? one : other;
}
