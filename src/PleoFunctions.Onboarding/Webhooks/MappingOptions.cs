using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>The settings <c>Partners__&lt;name&gt;__Mapping__…</c>.</summary>
internal sealed class MappingOptions
{
    /// <summary>Where a payload of the default form has the tenant.</summary>
    public const string DefaultTenant = "/data/tenant";

    /// <summary>Where a payload has the time of its event, unless the settings say otherwise.</summary>
    public const string DefaultOccurredAt = "/timestamp";

    /// <summary>Where a payload has the expected company, unless the settings say otherwise.</summary>
    public const string DefaultCompanyId = "/data/companyId";

    /// <summary>Where the payload has the delivery id.</summary>
    /// <value>Default: the scheme's header, or the scheme's usual place in the payload, or the body's SHA-256.</value>
    [Pointer(Optional = true)]
    public string? DeliveryId { get; set; }

    /// <summary>Where the payload has the type of its event. A payload without one onboards.</summary>
    /// <value>Default: /type.</value>
    [Pointer]
    public string EventType { get; set; } = "/type";

    /// <summary>Where the payload has the time of the event: RFC 3339, or Unix seconds or milliseconds. It may be absent.</summary>
    /// <value>Default: /timestamp. Where <see cref="Tenant"/> is set, that place may hold anything else.</value>
    [Pointer(Optional = true)]
    public string? OccurredAt { get; set; }

    /// <summary>Where the payload has the tenant.</summary>
    /// <value>Default: /data/tenant.</value>
    [Pointer(Optional = true)]
    public string? Tenant { get; set; }

    /// <summary>Where the payload has the Pleo company that the partner expects, a UUID or URN. It may be absent.</summary>
    /// <value>Default: /data/companyId. Where <see cref="Tenant"/> is set, that place may hold anything else.</value>
    [Pointer(Optional = true)]
    public string? CompanyId { get; set; }

    /// <summary>Where the payload has the status.</summary>
    /// <value>Default: /data/status.</value>
    [Pointer]
    public string Status { get; set; } = "/data/status";

    /// <summary>The status of a payload without one.</summary>
    /// <value>Default: PENDING_INTEGRATION.</value>
    [Status]
    public string DefaultStatus { get; set; } = InstallationStatus.PendingIntegration;

    /// <summary>The partner's words for Pleo's statuses, as JSON text.</summary>
    [StatusMap(Optional = true)]
    public string? StatusMap { get; set; }

    /// <summary>A pointer to the metadata object, or JSON text with a pointer for each metadata key.</summary>
    /// <value>Default: /data/metadata.</value>
    [MetadataMap]
    public string Metadata { get; set; } = "/data/metadata";
}

/// <summary>A JSON Pointer (RFC 6901).</summary>
internal sealed class PointerAttribute : SettingAttribute
{
    protected override string Expected => "a JSON Pointer (RFC 6901), such as /data/tenant";

    protected override bool Accepts(string value) => JsonPointer.TryParse(value, out _);
}

/// <summary>JSON text with a Pleo status for each of the partner's words.</summary>
internal sealed class StatusMapAttribute : SettingAttribute
{
    protected override string Expected =>
        """JSON such as {"live":"ACTIVATED"}, with statuses out of """ + string.Join(", ", InstallationStatus.All);

    /// <summary>Reads the text; null when it has the wrong form.</summary>
    public static Dictionary<string, string>? ParseOrNull(string value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, MappingJson.Default.DictionaryStringString);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    protected override bool Accepts(string value) =>
        ParseOrNull(value) is { } map
        && map.Values.All(status => InstallationStatus.All.Contains(status, StringComparer.Ordinal));
}

/// <summary>A pointer to an object, or JSON text with a pointer for each metadata key.</summary>
internal sealed class MetadataMapAttribute : SettingAttribute
{
    protected override string Expected =>
        "a JSON Pointer such as /data/metadata, or JSON from metadata keys to pointers such as "
        + $$"""{"externalConfigurationId":"/customer/configId"} (the key {{InstallationRequest.DeliveryIdKey}} is reserved)""";

    /// <summary>Reads the text; null when it has the wrong form.</summary>
    public static MetadataMapping? ParseOrNull(string value)
    {
        if (JsonPointer.TryParse(value, out var whole))
        {
            return new MetadataMapping.Whole(whole);
        }

        if (StatusMapAttribute.ParseOrNull(value) is not { } map)
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

    protected override bool Accepts(string value) => ParseOrNull(value) is not null;
}

/// <summary>JSON text with a list of event types; <c>["*"]</c> stands for all.</summary>
internal sealed class EventTypesAttribute : SettingAttribute
{
    private const string All = "*";

    protected override string Expected =>
        """a JSON list of event types such as ["customer.onboarded","customer.updated"], or ["*"] for all""";

    /// <summary>Reads the text. The set is null when the text stands for all types.</summary>
    public static (bool IsValid, FrozenSet<string>? Types) Parse(string value)
    {
        try
        {
            return JsonSerializer.Deserialize(value, MappingJson.Default.StringArray) switch
            {
                [All] => (true, null),
                { Length: > 0 } types
                    when !types.Any(string.IsNullOrEmpty) && !types.Contains(All, StringComparer.Ordinal) => (
                    true,
                    types.ToFrozenSet(StringComparer.Ordinal)
                ),
                _ => (false, null),
            };
        }
        catch (JsonException)
        {
            return (false, null);
        }
    }

    protected override bool Accepts(string value) => Parse(value).IsValid;
}

/// <summary>The JSON texts in settings.</summary>
[JsonSourceGenerationOptions(AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class MappingJson : JsonSerializerContext;

/// <summary>One of Pleo's installation statuses.</summary>
internal sealed class StatusAttribute : SettingAttribute
{
    protected override string Expected => $"one of {string.Join(", ", InstallationStatus.All)}";

    protected override bool Accepts(string value) => InstallationStatus.All.Contains(value, StringComparer.Ordinal);
}
