namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>One way of signing webhooks. Its instances hold no state and no keys.</summary>
public abstract class SignatureScheme
{
    /// <summary>The schemes there are.</summary>
    public static IReadOnlyList<SignatureScheme> All { get; } =
    [
        new StandardWebhooksScheme(),
        new GitHubScheme(),
        new StripeScheme(),
        new ShopifyScheme(),
        new SlackScheme(),
        new UnsignedScheme(),
    ];

    /// <summary>The name that settings give it, such as <c>standard-webhooks</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What a key of this scheme looks like, in words; null when the scheme has no keys.</summary>
    public abstract string? KeyForm { get; }

    /// <summary>The header that carries the delivery id; null when the payload does.</summary>
    public virtual string? DeliveryIdHeader => null;

    /// <summary>Where the payload carries the delivery id by convention (RFC 6901); null when it has no convention.</summary>
    public virtual string? DeliveryIdPointer => null;

    /// <summary>The scheme of that name, or null.</summary>
    public static SignatureScheme? Find(string name)
    {
        foreach (var scheme in All)
        {
            if (string.Equals(scheme.Name, name, StringComparison.Ordinal))
            {
                return scheme;
            }
        }

        return null;
    }

    /// <summary>Checks a webhook's signature over its raw bytes.</summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="secret">One or more keys, separated by white space; those of the wrong form are passed over.</param>
    /// <param name="tolerance">How far the timestamp may be from <paramref name="now"/>, either way, inclusive.</param>
    /// <param name="now">The time of arrival.</param>
    public abstract SignatureVerification Verify(
        WebhookHeaders headers,
        ReadOnlySpan<byte> body,
        string secret,
        TimeSpan tolerance,
        DateTimeOffset now
    );

    /// <summary>Signs a webhook as a partner would.</summary>
    /// <param name="deliveryId">The delivery id, for the schemes that send it in a header.</param>
    /// <param name="signedAt">The time of signing, for the schemes that send it.</param>
    /// <param name="body">The raw body.</param>
    /// <param name="secret">The key; when there are several, the first is used.</param>
    /// <returns>The headers to send.</returns>
    /// <exception cref="FormatException">The key has the wrong form; the message says what the form is.</exception>
    public abstract IReadOnlyList<KeyValuePair<string, string>> Sign(
        string deliveryId,
        DateTimeOffset signedAt,
        ReadOnlySpan<byte> body,
        string secret
    );

    /// <summary>Says what is wrong with a secret, without showing any of it; null when every key in it is usable.</summary>
    /// <param name="secret">One or more keys, separated by white space.</param>
    public abstract string? FaultOf(string secret);

    /// <summary>At least one key in a secret can be used.</summary>
    /// <param name="secret">One or more keys, separated by white space.</param>
    public abstract bool HasUsableKey(string secret);
}
