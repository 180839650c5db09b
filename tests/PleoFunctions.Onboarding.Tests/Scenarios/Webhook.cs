using System.Text;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Scenarios;

/// <summary>A webhook as a partner sends it, signed by the test's own code.</summary>
internal sealed record Webhook
{
    /// <summary>The key of the Standard Webhooks specification's own examples.</summary>
    public const string DefaultSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public string Partner { get; init; } = "acme";

    /// <summary>The name of the function key; null for a request without one.</summary>
    public string? FunctionKey { get; init; }

    public string Scheme { get; init; } = "standard-webhooks";

    public string Secret { get; init; } = DefaultSecret;

    public string DeliveryId { get; init; } = "msg_1";

    public DateTimeOffset SignedAt { get; init; } = TestClock.Beginning;

    public string? ContentType { get; init; } = "application/json";

    public string Body { get; init; } = Payload();

    /// <summary>The bytes to send instead of <see cref="Body"/>.</summary>
    public byte[]? RawBody { get; init; }

    /// <summary>Bytes that replace the signed ones after signing.</summary>
    public byte[]? TamperedBody { get; init; }

    /// <summary>Headers to leave out.</summary>
    public string? WithoutHeader { get; init; }

    /// <summary>An additional header.</summary>
    public (string Name, string Value)? ExtraHeader { get; init; }

    /// <summary>A payload of the default form. Status and metadata are JSON texts.</summary>
    public static string Payload(
        string tenant = "northwind",
        string? status = null,
        string? metadata = null,
        DateTimeOffset? occurredAt = null,
        string? companyId = null
    )
    {
        var members = new List<string> { $"\"tenant\":\"{tenant}\"" };
        if (companyId is not null)
        {
            members.Add($"\"companyId\":\"{companyId}\"");
        }

        if (status is not null)
        {
            members.Add($"\"status\":{status}");
        }

        if (metadata is not null)
        {
            members.Add($"\"metadata\":{metadata}");
        }

        var time = occurredAt is { } at ? $"\"timestamp\":\"{at:yyyy-MM-dd'T'HH:mm:ss.fffffffK}\"," : "";
        return $"{{\"type\":\"customer.onboarded\",{time}\"data\":{{{string.Join(',', members)}}}}}";
    }

    public InboundWebhook ArrivingAt(DateTimeOffset time)
    {
        var body = RawBody ?? Encoding.UTF8.GetBytes(Body);
        var headers = new WebhookHeaders().Add("Content-Type", ContentType);
        foreach (var (name, value) in PartnerSignature.Headers(Scheme, DeliveryId, SignedAt, body, Secret))
        {
            if (!name.Equals(WithoutHeader, StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(name, value);
            }
        }

        if (ExtraHeader is { } extra)
        {
            headers.Add(extra.Name, extra.Value);
        }

        return new InboundWebhook
        {
            Partner = Partner,
            CallerKey = FunctionKey is null ? null : new CallerKey(FunctionKey, IsAdmin: FunctionKey is "master"),
            Headers = headers,
            Body = new WebhookBody(TamperedBody ?? body),
            ReceivedAt = time,
        };
    }
}
