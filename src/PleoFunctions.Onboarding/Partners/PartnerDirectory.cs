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

    // A payload of our own form says what happened; in a partner's own form the type may say anything.
    private const string DefaultEvents = """["customer.onboarded","customer.updated"]""";
    private const string AllEvents = """["*"]""";

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
            SigningSecret = options.SigningSecretOf(name),
            Tolerance = DurationAttribute.Parse(options.Signature.Tolerance),
            ApiKeySecrets = options.ApiKeySecretsOf(name),
            ApiKeyScheme = Enum.Parse<ApiKeyScheme>(options.ApiKeyScheme),
            Mapping = CreateMapping(options, scheme),
            AnswerWithin = options.AnswerWithin is { } limit ? DurationAttribute.Parse(limit) : null,
        };
    }

    private static Mapping CreateMapping(PartnerOptions partner, SignatureScheme scheme)
    {
        var options = partner.Mapping;
        return new Mapping
        {
            DeliveryId = (options.DeliveryId ?? scheme.DeliveryIdPointer) is { } pointer
                ? JsonPointer.Parse(pointer)
                : null,
            DeliveryIdHeader = scheme.DeliveryIdHeader,
            EventType = JsonPointer.Parse(options.EventType),
            Events = EventTypesAttribute
                .Parse(partner.Events ?? (options.Tenant is null ? DefaultEvents : AllEvents))
                .Types,
            OccurredAt = PlaceOf(options.OccurredAt, MappingOptions.DefaultOccurredAt, options),
            Tenant = JsonPointer.Parse(options.Tenant ?? MappingOptions.DefaultTenant),
            CompanyId = PlaceOf(options.CompanyId, MappingOptions.DefaultCompanyId, options),
            Status = JsonPointer.Parse(options.Status),
            DefaultStatus = options.DefaultStatus,
            StatusMap = (options.StatusMap is { } map ? StatusMapAttribute.ParseOrNull(map)! : []).ToFrozenDictionary(
                StringComparer.Ordinal
            ),
            Metadata = MetadataMapAttribute.ParseOrNull(options.Metadata)!,
        };
    }

    /// <summary>The place that a setting names, or else the default one.</summary>
    private static OptionalPlace PlaceOf(string? pointer, string byDefault, MappingOptions options) =>
        new(JsonPointer.Parse(pointer ?? byDefault), IsAgreed: pointer is not null || options.Tenant is null);
}
