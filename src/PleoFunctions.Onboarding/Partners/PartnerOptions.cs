using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Settings;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>The settings <c>Partners__&lt;name&gt;__…</c> of one partner.</summary>
internal sealed class PartnerOptions
{
    /// <summary>The template of the names of the tenants' API key secrets.</summary>
    /// <value>Default: <c>&lt;name&gt;--{tenant}--pleo-api-key</c>.</value>
    [Matches(TextForm.SecretNames, Optional = true, NamesSecret = true)]
    public string? ApiKeySecret { get; set; }

    /// <summary>How the app presents the API key to Pleo.</summary>
    /// <value>Default: Basic.</value>
    [OneOf(nameof(Pleo.ApiKeyScheme.Basic), nameof(Pleo.ApiKeyScheme.Bearer))]
    public string ApiKeyScheme { get; set; } = nameof(Pleo.ApiKeyScheme.Basic);

    /// <summary>The types of the events that onboard or update a customer, as JSON text.</summary>
    /// <value>
    /// Default: <c>["customer.onboarded","customer.updated"]</c>, or all where <c>Mapping__Tenant</c> is set.
    /// </value>
    [EventTypes(Optional = true)]
    public string? Events { get; set; }

    /// <summary>After which time a webhook is answered 202 instead of with its result; 00:00:01 to 00:00:25.</summary>
    /// <value>Default: null, so the answer waits for the result.</value>
    [Duration("00:00:01", "00:00:25", Optional = true)]
    public string? AnswerWithin { get; set; }

    /// <summary>How the partner signs its webhooks.</summary>
    [ValidateObjectMembers]
    public SignatureOptions Signature { get; set; } = new();

    /// <summary>Where the partner's payload has each value.</summary>
    [ValidateObjectMembers]
    public MappingOptions Mapping { get; set; } = new();

    /// <summary>The template of the names of the tenants' API key secrets, once the settings are known to be valid.</summary>
    public SecretTemplate ApiKeySecretsOf(string name) =>
        new(ApiKeySecret ?? $"{name}--{SecretTemplate.Placeholder}--pleo-api-key");

    /// <summary>The name of the secret that holds the signing keys.</summary>
    public string SigningSecretOf(string name) => Signature.Secret ?? $"{name}--webhook-signing";
}

/// <summary>Checks each setting of a partner on its own.</summary>
[OptionsValidator]
internal sealed partial class PartnerOptionsValidator : IValidateOptions<PartnerOptions>;

/// <summary>The settings <c>Partners__&lt;name&gt;__Signature__…</c>.</summary>
internal sealed class SignatureOptions
{
    /// <summary>The signature scheme.</summary>
    /// <value>Default: standard-webhooks.</value>
    [SignatureSchemeName]
    public string Scheme { get; set; } = "standard-webhooks";

    /// <summary>The name of the secret that holds one or more keys, separated by white space.</summary>
    /// <value>Default: <c>&lt;name&gt;--webhook-signing</c>.</value>
    [Matches(TextForm.SecretName, Optional = true, NamesSecret = true)]
    public string? Secret { get; set; }

    /// <summary>How far a timestamp may be from the time of arrival, either way, inclusive; 00:00:01 to 01:00:00.</summary>
    /// <value>Default: 00:05:00.</value>
    [Duration("00:00:01", "01:00:00")]
    public string Tolerance { get; set; } = "00:05:00";
}

/// <summary>The name of a signature scheme.</summary>
internal sealed class SignatureSchemeNameAttribute : SettingAttribute
{
    protected override string Expected =>
        $"one of {string.Join(", ", SignatureScheme.All.Select(scheme => scheme.Name))}";

    protected override bool Accepts(string value) => SignatureScheme.Find(value) is not null;
}
