using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Settings;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>All partners.</summary>
internal sealed class PartnerDirectory(IOptions<PartnersOptions> options)
{
    // Lazy, so that at start all settings are validated first and one message names everything that is wrong.
    private readonly Lazy<FrozenDictionary<string, Partner>> _partners = new(() =>
        options
            .Value.Partners.Select(pair => Create(pair.Key, pair.Value))
            .ToFrozenDictionary(partner => partner.Name, StringComparer.Ordinal)
    );

    public IEnumerable<Partner> All => _partners.Value.Values;

    public bool TryFind(string name, [NotNullWhen(true)] out Partner? partner) =>
        _partners.Value.TryGetValue(name, out partner);

    private static Partner Create(string name, PartnerOptions options)
    {
        var scheme = SignatureScheme.Find(options.Signature.Scheme)!;
        return new Partner
        {
            Name = name,
            Scheme = scheme,
            SigningSecret = options.Signature.Secret ?? $"{name}--webhook-signing",
            Tolerance = DurationAttribute.Parse(options.Signature.Tolerance),
            ApiKeySecretTemplate = options.ApiKeySecret ?? $"{name}--{PartnerOptions.TenantPlaceholder}--pleo-api-key",
            ApiKeyScheme = Enum.Parse<ApiKeyScheme>(options.ApiKeyScheme),
            Mapping = CreateMapping(options.Mapping, scheme),
        };
    }

    private static Mapping CreateMapping(MappingOptions options, SignatureScheme scheme) =>
        new()
        {
            DeliveryId = (options.DeliveryId ?? scheme.DeliveryIdPointer) is { } pointer
                ? JsonPointer.Parse(pointer)
                : null,
            DeliveryIdHeader = scheme.DeliveryIdHeader,
            Tenant = JsonPointer.Parse(options.Tenant),
            Status = JsonPointer.Parse(options.Status),
            DefaultStatus = options.DefaultStatus,
            StatusMap = (options.StatusMap is { } map ? StatusMapAttribute.ParseOrNull(map)! : []).ToFrozenDictionary(
                StringComparer.Ordinal
            ),
            Metadata = MetadataMapAttribute.ParseOrNull(options.Metadata)!,
        };
}
