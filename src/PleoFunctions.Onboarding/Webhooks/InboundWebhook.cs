namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>A partner's webhook as it came in, before anything about it is trusted.</summary>
public sealed class InboundWebhook
{
    /// <summary>The partner named in the route, as sent.</summary>
    public required string Partner { get; init; }

    /// <summary>The request's headers.</summary>
    public required WebhookHeaders Headers { get; init; }

    /// <summary>The raw body: signatures are checked on these bytes and JSON is parsed from them.</summary>
    public required WebhookBody Body { get; init; }

    /// <summary>When the request arrived; the signature's timestamp is held against it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
