using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Simulation;

/// <summary>A webhook to send: its body, and the id and time to sign it with.</summary>
internal sealed record SampleWebhook(string DeliveryId, DateTimeOffset SignedAt, ReadOnlyMemory<byte> Body)
{
    /// <summary>A sample that has every value at the place where the partner's mapping reads it.</summary>
    public static SampleWebhook Create(Partner partner, string tenant, DateTimeOffset now, string? deliveryId = null)
    {
        var id = deliveryId ?? "msg_" + Guid.NewGuid().ToString("N");
        return new SampleWebhook(id, now, Encoding.UTF8.GetBytes(SamplePayload.Write(partner, tenant, id)));
    }

    /// <summary>The headers that a partner would send.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(SignatureScheme scheme, string secret) =>
        scheme.Sign(DeliveryId, SignedAt, Body.Span, secret);
}

/// <summary>Writes a payload that fits a partner's mapping.</summary>
internal static class SamplePayload
{
    // Always the same, so that a second delivery with the same id has the same bytes.
    private const string Timestamp = "2026-11-23T10:00:00Z";

    private const string MetadataValue = "123456789";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(Partner partner, string tenant, string deliveryId)
    {
        var payload = new JsonObject { ["type"] = "customer.onboarded" };

        Put(payload, partner.Mapping.OccurredAt.Pointer, Timestamp);
        if (partner.Mapping.DeliveryId is { } place)
        {
            Put(payload, place, deliveryId);
        }

        Put(payload, partner.Mapping.Tenant, tenant);
        Put(payload, partner.Mapping.Status, InstallationStatus.PendingIntegration);
        foreach (var pointer in MetadataPointers(partner.Mapping.Metadata))
        {
            Put(payload, pointer, MetadataValue);
        }

        return payload.ToJsonString(Plain);
    }

    private static IEnumerable<JsonPointer> MetadataPointers(MetadataMapping metadata) =>
        metadata switch
        {
            MetadataMapping.ByKey byKey => byKey.Pointers.Select(pair => pair.Value),
            MetadataMapping.Whole whole =>
            [
                JsonPointer.Parse(JsonPointer.Append(whole.Pointer.ToString(), "externalConfigurationId")),
            ],
            _ => [],
        };

    /// <summary>Sets the value at a pointer, and creates the objects on the way.</summary>
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
