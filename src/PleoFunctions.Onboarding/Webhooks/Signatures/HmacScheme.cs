using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// A scheme that signs a prefix and the body with HMAC-SHA256. Such schemes differ in where the headers have the parts,
/// what the prefix is, and how keys and signatures are written.
/// </summary>
public abstract class HmacScheme : SignatureScheme
{
    /// <summary>The shortest key of a scheme whose keys are text, in bytes. A shorter one can be guessed.</summary>
    internal const int ShortestTextKey = 16;

    /// <summary>The longest key, in bytes.</summary>
    internal const int LongestKey = 512;

    /// <summary>How many signatures of a kind are tried. Each costs time, and the sender chooses how many there are.</summary>
    internal const int MostSignatures = 8;

    private const int MacLength = 32;
    private const int LongestEncodedMac = 2 * MacLength;

    private protected HmacScheme() { }

    /// <summary>The prefix of each signature in the header.</summary>
    internal abstract string SignaturePrefix { get; }

    /// <summary>The separator between signatures; null when the header has only one signature.</summary>
    internal virtual char? SignatureSeparator => null;

    /// <summary>Whether signatures are written in base64; otherwise in lower-case hexadecimal.</summary>
    internal virtual bool SignaturesAreBase64 => false;

    /// <summary>What the sender signs, in words.</summary>
    internal abstract string SignedContent { get; }

    /// <inheritdoc/>
    public override string KeyForm => $"{ShortestTextKey} to {LongestKey} bytes of text without white space";

    /// <inheritdoc/>
    public sealed override SignatureVerification Verify(
        WebhookHeaders headers,
        ReadOnlySpan<byte> body,
        string secret,
        TimeSpan tolerance,
        DateTimeOffset now
    )
    {
        if (ReadOrRefuse(headers, out var request) is { } refusal)
        {
            return refusal;
        }

        if (request.Timestamp is { } timestamp && FindTimeFault(timestamp, tolerance, now) is { } fault)
        {
            return fault;
        }

        var content = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(request.Prefix.Length) + body.Length);
        var length = 0;
        try
        {
            var prefixLength = Encoding.UTF8.GetBytes(request.Prefix, content);
            body.CopyTo(content.AsSpan(prefixLength));
            length = prefixLength + body.Length;
            var signed = content.AsSpan(0, length);

            foreach (var range in new KeyList(secret))
            {
                if (Matches(secret.AsSpan(range), signed, request.Signatures))
                {
                    return SignatureVerification.Valid(request.DeliveryId);
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content.AsSpan(0, length));
            ArrayPool<byte>.Shared.Return(content);
        }

        var tooMany = HasTooMany(request.Signatures)
            ? $" It has more than {MostSignatures} of a kind, and only the first {MostSignatures} are tried."
            : "";
        return SignatureVerification.Invalid(
            $"No signature in {request.SignatureHeader} matches.{tooMany} Sign this: {SignedContent}."
        );
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, string>> Sign(
        string deliveryId,
        DateTimeOffset signedAt,
        ReadOnlySpan<byte> body,
        string secret
    )
    {
        Span<byte> key = stackalloc byte[LongestKey];
        if (!TryDecodeKey(KeyList.First(secret), key, out var keyLength))
        {
            throw new FormatException($"The secret has the wrong form; expected: {KeyForm}.");
        }

        var timestamp = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] content = [.. Encoding.UTF8.GetBytes(PrefixOf(deliveryId, timestamp)), .. body];
        Span<byte> encoded = stackalloc byte[LongestEncodedMac];
        var signature = Encoding.ASCII.GetString(encoded[..ComputeMac(key[..keyLength], content, encoded)]);
        CryptographicOperations.ZeroMemory(key);

        return HeadersOf(deliveryId, timestamp, SignaturePrefix + signature);
    }

    /// <inheritdoc/>
    public sealed override string? FindFault(string secret)
    {
        var count = 0;
        var faulty = 0;
        var hint = "";

        foreach (var range in new KeyList(secret))
        {
            count++;
            if (!IsUsable(secret.AsSpan(range)))
            {
                faulty++;
                hint = HintFor(secret.AsSpan(range));
            }
        }

        return (count, faulty) switch
        {
            (0, _) => $"it holds no key; expected: {KeyForm}",
            (_, 0) => null,
            _ => $"{faulty} of {count} keys in it have the wrong form; expected: {KeyForm}{hint}",
        };
    }

    /// <inheritdoc/>
    public sealed override bool HasUsableKey(string secret)
    {
        foreach (var range in new KeyList(secret))
        {
            if (IsUsable(secret.AsSpan(range)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads the parts of a signed request from the headers.</summary>
    /// <returns>The refusal when a part is missing or not valid; null when the request was read.</returns>
    internal abstract SignatureVerification? ReadOrRefuse(WebhookHeaders headers, out SignedRequest request);

    /// <summary>The text that is signed before the body.</summary>
    private protected abstract string PrefixOf(string deliveryId, string timestamp);

    /// <summary>The headers of a signed request.</summary>
    private protected abstract IReadOnlyList<KeyValuePair<string, string>> HeadersOf(
        string deliveryId,
        string timestamp,
        string signature
    );

    /// <summary>Decodes a key into bytes; false when it has the wrong form.</summary>
    internal virtual bool TryDecodeKey(ReadOnlySpan<char> text, Span<byte> key, out int length) =>
        Encoding.UTF8.TryGetBytes(text, key, out length) && length >= ShortestTextKey;

    /// <summary>Whether a key can verify signatures.</summary>
    private protected virtual bool IsUsable(ReadOnlySpan<char> text)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        var usable = TryDecodeKey(text, key, out _);
        CryptographicOperations.ZeroMemory(key);
        return usable;
    }

    /// <summary>A hint about a common mistake with a key, beginning with a space; otherwise empty.</summary>
    private protected virtual string HintFor(ReadOnlySpan<char> text) =>
        Encoding.UTF8.GetByteCount(text) < ShortestTextKey
            ? string.Create(CultureInfo.InvariantCulture, $" (this one has {Encoding.UTF8.GetByteCount(text)})")
            : "";

    /// <summary>Whether a list has more signatures of a kind than are tried.</summary>
    private protected virtual bool HasTooMany(ReadOnlySpan<char> signatures) => HasTooMany(signatures, SignaturePrefix);

    private protected bool HasTooMany(ReadOnlySpan<char> signatures, string prefix)
    {
        var count = 0;
        while (count <= MostSignatures && TakeSignature(ref signatures, prefix, SignatureSeparator, out _))
        {
            count++;
        }

        return count > MostSignatures;
    }

    /// <summary>Whether a signature in a list was made with a key.</summary>
    private protected virtual bool Matches(
        ReadOnlySpan<char> keyText,
        ReadOnlySpan<byte> signed,
        ReadOnlySpan<char> signatures
    )
    {
        Span<byte> key = stackalloc byte[LongestKey];
        if (!TryDecodeKey(keyText, key, out var keyLength))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[LongestEncodedMac];
        expected = expected[..ComputeMac(key[..keyLength], signed, expected)];
        CryptographicOperations.ZeroMemory(key[..keyLength]);

        // Compare the texts, not the decoded bytes: base64 and hexadecimal can write the same bytes in several ways, and
        // only the scheme's way is valid.
        Span<byte> candidate = stackalloc byte[LongestEncodedMac];
        var found = false;
        for (
            var tried = 0;
            tried < MostSignatures && TakeSignature(ref signatures, SignaturePrefix, SignatureSeparator, out var text);
            tried++
        )
        {
            found |=
                text.Length == expected.Length
                && Encoding.UTF8.TryGetBytes(text, candidate, out var length)
                && CryptographicOperations.FixedTimeEquals(candidate[..length], expected);
        }

        return found;
    }

    /// <summary>Takes the next entry with a prefix from the front of a list, and skips all others.</summary>
    internal static bool TakeSignature(
        ref ReadOnlySpan<char> list,
        string prefix,
        char? separator,
        out ReadOnlySpan<char> signature
    )
    {
        while (!list.IsEmpty)
        {
            var end = separator is { } character ? list.IndexOf(character) : -1;
            var entry = (end < 0 ? list : list[..end]).Trim();
            list = end < 0 ? default : list[(end + 1)..];

            if (entry.StartsWith(prefix, StringComparison.Ordinal))
            {
                signature = entry[prefix.Length..];
                return true;
            }
        }

        signature = default;
        return false;
    }

    /// <summary>Finds what is wrong with a timestamp; null when it is within the tolerance.</summary>
    internal static SignatureVerification? FindTimeFault(string timestamp, TimeSpan tolerance, DateTimeOffset now)
    {
        // Twelve digits last until the year 33658, and cannot overflow.
        if (
            timestamp.Length > 12
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        )
        {
            return SignatureVerification.Invalid("The timestamp is not a whole number of Unix seconds.");
        }

        var age = now.ToUnixTimeSeconds() - seconds;
        if (Math.Abs(age) <= tolerance.Ticks / TimeSpan.TicksPerSecond)
        {
            return null;
        }

        var (distance, direction) = age > 0 ? (age, "before") : (-age, "after");
        return SignatureVerification.OutOfTolerance(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The timestamp is {distance} s {direction} the time of arrival; up to {tolerance.TotalSeconds:0} s are tolerated."
            )
        );
    }

    private int ComputeMac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, Span<byte> encoded)
    {
        Span<byte> mac = stackalloc byte[MacLength];
        HMACSHA256.HashData(key, content, mac);

        int length;
        if (SignaturesAreBase64)
        {
            Base64.EncodeToUtf8(mac, encoded, out _, out length);
        }
        else
        {
            Convert.TryToHexStringLower(mac, encoded, out length);
        }

        return length;
    }

    /// <summary>The parts of a signed request, as sent.</summary>
    /// <param name="SignatureHeader">The name of the header with the signatures.</param>
    /// <param name="Signatures">That header's value.</param>
    /// <param name="Prefix">The text that is signed before the body.</param>
    /// <param name="Timestamp">The timestamp; null when the scheme has none.</param>
    /// <param name="DeliveryId">The delivery id; null when the scheme has no header for it, or the header is absent.</param>
    internal readonly record struct SignedRequest(
        string SignatureHeader,
        string Signatures,
        string Prefix,
        string? Timestamp = null,
        string? DeliveryId = null
    );
}
