using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Settings;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>A pointer to an object, or JSON text that gives a pointer for each metadata key.</summary>
internal sealed class MetadataMapAttribute : SettingAttribute
{
    protected override string Expected =>
        "a JSON Pointer such as /data/metadata, or JSON from metadata keys to pointers such as "
        + $$"""{"externalConfigurationId":"/customer/configId"} (the key {{InstallationRequest.DeliveryIdKey}} is reserved)""";

    /// <summary>Reads the text; null when it has another form.</summary>
    public static MetadataMapping? Parse(string value)
    {
        if (JsonPointer.TryParse(value, out var whole))
        {
            return new MetadataMapping.Whole(whole);
        }

        if (StatusMapAttribute.Parse(value) is not { } map)
        {
            return null;
        }

        var pointers = new List<KeyValuePair<string, JsonPointer>>(map.Count);
        foreach (var (key, text) in map)
        {
            if (
                text is null
                || string.Equals(key, InstallationRequest.DeliveryIdKey, StringComparison.Ordinal)
                || !JsonPointer.TryParse(text, out var pointer)
            )
            {
                return null;
            }

            pointers.Add(new(key, pointer));
        }

        return new MetadataMapping.ByKey(pointers);
    }

    protected override bool Accepts(string value) => Parse(value) is not null;
}
