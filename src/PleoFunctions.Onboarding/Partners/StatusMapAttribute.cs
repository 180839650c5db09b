using System.Text.Json;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Settings;

namespace PleoFunctions.Onboarding.Partners;

/// <summary>JSON text that gives a status for each of the partner's words.</summary>
internal sealed class StatusMapAttribute : SettingAttribute
{
    protected override string Expected =>
        """JSON such as {"live":"ACTIVATED"}, with statuses out of """ + string.Join(", ", InstallationStatus.All);

    /// <summary>Reads the text; null when it has another form.</summary>
    public static Dictionary<string, string>? Parse(string value)
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
        Parse(value) is { } map
        && map.Values.All(status => InstallationStatus.All.Contains(status, StringComparer.Ordinal));
}
