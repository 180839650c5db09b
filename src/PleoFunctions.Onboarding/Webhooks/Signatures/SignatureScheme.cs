namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>One way to sign webhooks. Instances have no state and no keys.</summary>
public abstract class SignatureScheme
{
    /// <summary>All schemes.</summary>
    public static IReadOnlyList<SignatureScheme> All { get; } =
    [
        new StandardWebhooksScheme(),
        new GitHubScheme(),
        new StripeScheme(),
        new ShopifyScheme(),
        new SlackScheme(),
        new UnsignedScheme(),
    ];

    /// <summary>The name in settings, such as <c>standard-webhooks</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The form of a key of this scheme, in words; null when the scheme has no keys.</summary>
    public abstract string? KeyForm { get; }

    /// <summary>The header with the delivery id; null when the scheme has no such header.</summary>
    public virtual string? DeliveryIdHeader => null;

    /// <summary>The JSON Pointer (RFC 6901) to the delivery id in this scheme's payloads; null when the id has no usual place.</summary>
    public virtual string? DeliveryIdPointer => null;

    /// <summary>The scheme with a name; null when no scheme has it.</summary>
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
    /// <param name="secret">One or more keys, separated by white space; keys of the wrong form are ignored.</param>
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

    /// <summary>Finds what is wrong with a secret, in words that show none of it; null when every key is usable.</summary>
    /// <param name="secret">One or more keys, separated by white space.</param>
    public abstract string? FindFault(string secret);

    /// <summary>Whether at least one key in a secret is usable.</summary>
    /// <param name="secret">One or more keys, separated by white space.</param>
    public abstract bool HasUsableKey(string secret);
}
