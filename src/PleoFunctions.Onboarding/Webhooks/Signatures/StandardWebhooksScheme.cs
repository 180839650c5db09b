using System.Globalization;
using System.Text;

namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// Standard Webhooks (specification 1.0), with the headers <c>webhook-id</c>, <c>webhook-timestamp</c> and
/// <c>webhook-signature</c>. The last is a list of <c>v1</c> (HMAC-SHA256, keys <c>whsec_…</c>) and <c>v1a</c>
/// (ed25519, public keys <c>whpk_…</c>) signatures over <c>id.timestamp.body</c>.
/// </summary>
public sealed class StandardWebhooksScheme : HmacScheme
{
    /// <summary>The header with the delivery id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of sending, in Unix seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the list of signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string SecretPrefix = "whsec_";
    internal const string PublicKeyPrefix = "whpk_";
    internal const string PrivateKeyPrefix = "whsk_";
    internal const string AsymmetricPrefix = "v1a,";

    /// <summary>The shortest and the longest HMAC key of the specification, in bytes.</summary>
    private const int ShortestHmacKey = 24;
    private const int LongestHmacKey = 64;

    /// <inheritdoc/>
    public override string Name => "standard-webhooks";

    /// <inheritdoc/>
    public override string KeyForm =>
        "whsec_ followed by the base64 of 24 to 64 bytes, or whpk_ followed by the base64 of an ed25519 public key";

    /// <inheritdoc/>
    public override string DeliveryIdHeader => IdHeader;

    internal override string SignaturePrefix => "v1,";

    internal override char? SignatureSeparator => ' ';

    internal override bool SignaturesAreBase64 => true;

    internal override string SignedContent => "webhook-id.webhook-timestamp.body, the body byte for byte as sent";

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, string>> Sign(
        string deliveryId,
        DateTimeOffset signedAt,
        ReadOnlySpan<byte> body,
        string secret
    )
    {
        var key = KeyList.First(secret);
        if (!key.StartsWith(PrivateKeyPrefix, StringComparison.Ordinal))
        {
            return base.Sign(deliveryId, signedAt, body, secret);
        }

        var timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] content = [.. Encoding.UTF8.GetBytes(PrefixOf(deliveryId, timestamp)), .. body];
        var signature = Ed25519Signature.Sign(key[PrivateKeyPrefix.Length..], content);
        return HeadersOf(deliveryId, timestamp, AsymmetricPrefix + signature);
    }

    internal override SignatureVerification? ReadOrRefuse(WebhookHeaders headers, out SignedRequest request)
    {
        request = default;
        if (headers[IdHeader] is not { } id)
        {
            return SignatureVerification.Missing(IdHeader);
        }

        if (headers[TimestampHeader] is not { } timestamp)
        {
            return SignatureVerification.Missing(TimestampHeader);
        }

        if (headers[SignatureHeader] is not { } signatures)
        {
            return SignatureVerification.Missing(SignatureHeader);
        }

        request = new SignedRequest(SignatureHeader, signatures, PrefixOf(id, timestamp), timestamp, id);
        return null;
    }

    private protected override string PrefixOf(string deliveryId, string timestamp) => $"{deliveryId}.{timestamp}.";

    private protected override IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        string deliveryId,
        string timestamp,
        string signature
    ) => [new(IdHeader, deliveryId), new(TimestampHeader, timestamp), new(SignatureHeader, signature)];

    internal override bool TryDecodeKey(ReadOnlySpan<char> text, Span<byte> key, out int length)
    {
        // Without the prefix, a public key would pass for an HMAC key, and anyone who knows it could sign.
        length = 0;
        return text.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64Chars(text[SecretPrefix.Length..], key, out length)
            && length is >= ShortestHmacKey and <= LongestHmacKey;
    }

    private protected override bool IsUsable(ReadOnlySpan<char> text) =>
        text.StartsWith(PublicKeyPrefix, StringComparison.Ordinal)
            ? Ed25519Signature.IsPublicKey(text[PublicKeyPrefix.Length..])
            : base.IsUsable(text);

    private protected override string HintFor(ReadOnlySpan<char> text) =>
        text.StartsWith(SignaturePrefix + SecretPrefix, StringComparison.Ordinal)
            ? " (leave out the 'v1,' before whsec_)"
        : text.StartsWith(PrivateKeyPrefix, StringComparison.Ordinal)
            ? " (whsk_ is the private key, which only the sender keeps; store its public key, whpk_)"
        : text.StartsWith(PublicKeyPrefix, StringComparison.Ordinal) ? HintForLength(text[PublicKeyPrefix.Length..])
        : text.StartsWith(SecretPrefix, StringComparison.Ordinal) ? ""
        : " (write whsec_ before an HMAC key, or whpk_ before a public key)";

    private protected override bool HasTooMany(ReadOnlySpan<char> signatures) =>
        base.HasTooMany(signatures) || HasTooMany(signatures, AsymmetricPrefix);

    private static string HintForLength(ReadOnlySpan<char> base64)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        return Convert.TryFromBase64Chars(base64, key, out var length) && length != Ed25519Signature.PublicKeyLength
            ? string.Create(
                CultureInfo.InvariantCulture,
                $" (an ed25519 public key has {Ed25519Signature.PublicKeyLength} bytes, this one has {length})"
            )
            : "";
    }

    private protected override bool Matches(
        ReadOnlySpan<char> keyText,
        ReadOnlySpan<byte> signed,
        ReadOnlySpan<char> signatures
    )
    {
        if (!keyText.StartsWith(PublicKeyPrefix, StringComparison.Ordinal))
        {
            return base.Matches(keyText, signed, signatures);
        }

        var found = false;
        for (
            var tried = 0;
            tried < MostSignatures && TakeSignature(ref signatures, AsymmetricPrefix, SignatureSeparator, out var text);
            tried++
        )
        {
            found |= Ed25519Signature.Verify(keyText[PublicKeyPrefix.Length..], signed, text);
        }

        return found;
    }
}
