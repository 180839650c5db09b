using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>The settings <c>Partners__&lt;name&gt;__Signature__…</c>.</summary>
internal sealed class SignatureOptions
{
    /// <summary>The signature scheme.</summary>
    /// <value>Default: standard-webhooks.</value>
    [OneOf("standard-webhooks", "github", "stripe", "shopify", "slack", "none")]
    public string Scheme { get; set; } = "standard-webhooks";

    /// <summary>The name of the secret that holds one or more keys, separated by white space.</summary>
    /// <value>Default: <c>&lt;name&gt;--webhook-signing</c>.</value>
    [Matches(TextForm.SecretName, Optional = true, NamesSecret = true)]
    public string? Secret { get; set; }

    /// <summary>How far a timestamp may be from the time of arrival, either way.</summary>
    /// <value>Default: 00:05:00.</value>
    [Duration("00:00:01", "01:00:00")]
    public string Tolerance { get; set; } = "00:05:00";
}
