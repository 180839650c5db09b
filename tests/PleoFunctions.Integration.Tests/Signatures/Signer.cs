namespace PleoFunctions.Integration.Tests.Signatures;

/// <summary>A partner that signs with its own library.</summary>
/// <param name="Library">The npm package.</param>
/// <param name="Partner">The partner's name at Local.</param>
/// <param name="Secret">The signing secret that both sides hold.</param>
internal sealed record Signer(string Library, string Partner, string Secret)
{
    /// <summary>A payload that fits this partner's mapping.</summary>
    /// <param name="id">The delivery id, for the partner that has it in the payload.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="note">A metadata value.</param>
    public string Payload(string id, string tenant, string note) =>
        Partner switch
        {
            "octo" =>
                $$$"""{ "customer": { "account": "{{{tenant}}}", "state": "live", "config id": "{{{note}}}" } }""",
            "stripes" =>
                $$$"""{ "id": "{{{id}}}", "data": { "object": { "metadata": { "tenant": "{{{tenant}}}", "externalConfigurationId": "{{{note}}}" } } } }""",
            _ =>
                $$$"""{ "type": "customer.onboarded", "data": { "tenant": "{{{tenant}}}", "metadata": { "externalConfigurationId": "{{{note}}}" } } }""",
        };
}
