using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.Simulation;

/// <summary>Writes a payload that has everything where the partner's mapping looks for it.</summary>
internal static class SamplePayload
{
    // Always the same, so that a delivery sent again under its id is the same to the byte.
    private const string Timestamp = "2026-11-23T10:00:00Z";

    private const string MetadataValue = "123456789";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Partner partner, string tenant, string deliveryId)
    {
        var payload = new JsonObject { ["type"] = "customer.onboarded", ["timestamp"] = Timestamp };

        if (partner.Mapping.DeliveryId is { } place)
        {
            Put(payload, place, deliveryId);
        }

        Put(payload, partner.Mapping.Tenant, tenant);
        Put(payload, partner.Mapping.Status, InstallationStatus.PendingIntegration);
        foreach (var pointer in MetadataPlaces(partner.Mapping.Metadata))
        {
            Put(payload, pointer, MetadataValue);
        }

        return payload.ToJsonString(Plain);
    }

    private static IEnumerable<JsonPointer> MetadataPlaces(MetadataMapping metadata) =>
        metadata switch
        {
            MetadataMapping.ByKey byKey => byKey.Pointers.Select(pair => pair.Value),
            MetadataMapping.Whole whole =>
            [
                JsonPointer.Parse(JsonPointer.Append(whole.Pointer.ToString(), "externalConfigurationId")),
            ],
            _ => [],
        };

    /// <summary>Puts a value where a pointer points, with objects on the way there.</summary>
    private static void Put(JsonObject root, JsonPointer pointer, string value)
    {
        var place = root;
        foreach (var token in pointer.Tokens.SkipLast(1))
        {
            if (place[token] is not JsonObject next)
            {
                next = [];
                place[token] = next;
            }

            place = next;
        }

        place[pointer.Tokens[^1]] = value;
    }
}
