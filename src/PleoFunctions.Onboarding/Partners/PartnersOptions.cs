namespace PleoFunctions.Onboarding.Partners;

/// <summary>The settings <c>Partners__…</c> of all partners.</summary>
internal sealed class PartnersOptions
{
    public const string Section = "Partners";

    public Dictionary<string, PartnerOptions> Partners { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
