using System.Text;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Simulation;

/// <summary>A webhook to send: a body, and the id and time that it is signed with.</summary>
internal sealed record SampleWebhook(string DeliveryId, DateTimeOffset SignedAt, ReadOnlyMemory<byte> Body)
{
    /// <summary>A webhook of the default form, or of the partner's own as far as its mapping tells.</summary>
    public static SampleWebhook Create(Partner partner, string tenant, DateTimeOffset now, string? deliveryId = null)
    {
        var id = deliveryId ?? "msg_" + Guid.NewGuid().ToString("N");
        return new SampleWebhook(id, now, Encoding.UTF8.GetBytes(SamplePayload.Write(partner, tenant, id)));
    }

    /// <summary>The headers that a partner would send.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Sign(SignatureScheme scheme, string secret) =>
        scheme.Sign(DeliveryId, SignedAt, Body.Span, secret);
}
