namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>A partner's webhook as received. Nothing about it is trusted yet.</summary>
public sealed class InboundWebhook
{
    /// <summary>The partner named in the route, as sent.</summary>
    public required string Partner { get; init; }

    /// <summary>The host's key that the request carried; null when it carried none.</summary>
    public CallerKey? CallerKey { get; init; }

    /// <summary>The request's headers.</summary>
    public required WebhookHeaders Headers { get; init; }

    /// <summary>The raw body: signatures are checked on these bytes and JSON is parsed from them.</summary>
    public required WebhookBody Body { get; init; }

    /// <summary>When the request arrived. The signature's timestamp is compared with it.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
