using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>The settings <c>Partners__&lt;name&gt;__…</c> of one partner.</summary>
internal sealed class PartnerOptions
{
    public const string TenantPlaceholder = "{tenant}";

    /// <summary>The template of the names of the tenants' API key secrets.</summary>
    /// <value>Default: <c>&lt;name&gt;--{tenant}--pleo-api-key</c>.</value>
    [Matches(TextForm.SecretNames, Optional = true, NamesSecret = true)]
    public string? ApiKeySecret { get; set; }

    /// <summary>How the API key is presented to Pleo.</summary>
    /// <value>Default: Basic.</value>
    [OneOf(nameof(Partners.ApiKeyScheme.Basic), nameof(Partners.ApiKeyScheme.Bearer))]
    public string ApiKeyScheme { get; set; } = nameof(Partners.ApiKeyScheme.Basic);

    /// <summary>How the partner signs.</summary>
    [ValidateObjectMembers]
    public SignatureOptions Signature { get; set; } = new();

    /// <summary>Where the partner's payload carries what.</summary>
    [ValidateObjectMembers]
    public MappingOptions Mapping { get; set; } = new();
}
