using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Partners;

namespace PleoFunctions.Local.Simulation;

/// <summary>
/// The secrets of the embedded vault: those that were stored, and the computed ones of every partner and test tenant.
/// They end with the process.
/// </summary>
internal sealed class EmbeddedSecrets(PartnerDirectory partners, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, EmbeddedSecret> _stored = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of all secrets.</summary>
    public IEnumerable<string> Names =>
        partners
            .All.SelectMany(partner =>
                TestTenants.Names.Select(partner.ApiKeySecrets.NameOf).Append(partner.SigningSecret)
            )
            .Concat(_stored.Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase);

    /// <summary>The newest version of a secret; null when there is none.</summary>
    public EmbeddedSecret? Find(string name) => _stored.GetValueOrDefault(name) ?? Compute(name);

    /// <summary>Stores a new version.</summary>
    public EmbeddedSecret Store(string name, EmbeddedSecret wanted) =>
        _stored.AddOrUpdate(name, _ => New(wanted, 2), (_, last) => New(wanted, last.Version + 1));

    private EmbeddedSecret New(EmbeddedSecret wanted, int version)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var attributes = wanted.Attributes ?? new EmbeddedAttributes();
        return wanted with
        {
            Version = version,
            Attributes = attributes with { Enabled = attributes.Enabled ?? true, Created = now, Updated = now },
        };
    }

    /// <summary>The first version, which follows from the name.</summary>
    private EmbeddedSecret? Compute(string name)
    {
        foreach (var partner in partners.All)
        {
            if (string.Equals(name, partner.SigningSecret, StringComparison.OrdinalIgnoreCase))
            {
                return new EmbeddedSecret { Value = LocalKeys.SigningSecretOf(partner) };
            }

            if (partner.ApiKeySecrets.FindTenant(name) is { } tenant && TestTenants.Contains(tenant))
            {
                return new EmbeddedSecret { Value = LocalKeys.ApiKeyOf(partner.Name, tenant) };
            }
        }

        return null;
    }
}

/// <summary>A version of a secret, as Key Vault's REST API writes it.</summary>
internal sealed record EmbeddedSecret
{
    /// <summary>The value; null in a list.</summary>
    public string? Value { get; init; }

    /// <summary>The address of the secret; with its version, unless in a list.</summary>
    public string? Id { get; init; }

    public string? ContentType { get; init; }

    public EmbeddedAttributes? Attributes { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    [JsonIgnore]
    public int Version { get; init; } = 1;

    /// <summary>The version in its address.</summary>
    [JsonIgnore]
    public string VersionName => Version.ToString(CultureInfo.InvariantCulture);

    // A record prints its members, and the value must not be printed by accident.
    public override string ToString() => "[secret]";
}

/// <summary>The attributes of a secret. Times are in seconds since 1970.</summary>
internal sealed record EmbeddedAttributes
{
    /// <summary>Absent in a request that does not set it.</summary>
    public bool? Enabled { get; init; }

    [JsonPropertyName("nbf")]
    public long? NotBefore { get; init; }

    [JsonPropertyName("exp")]
    public long? ExpiresOn { get; init; }

    public long? Created { get; init; }

    public long? Updated { get; init; }
}
