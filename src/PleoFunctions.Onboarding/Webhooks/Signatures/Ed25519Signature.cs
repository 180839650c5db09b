using NSec.Cryptography;

namespace PleoFunctions.Onboarding.Webhooks.Signatures;

/// <summary>
/// Ed25519 (RFC 8032) on base64 texts. Only this class uses NSec, so that its native library is loaded only when a
/// <c>whpk_</c> key is used.
/// </summary>
internal static class Ed25519Signature
{
    public const int PublicKeyLength = 32;
    private const int PrivateKeyLength = 32;
    private const int SignatureLength = 64;

    public static bool IsPublicKey(ReadOnlySpan<char> base64)
    {
        Span<byte> key = stackalloc byte[PublicKeyLength];
        return TryDecode(base64, key)
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, key, KeyBlobFormat.RawPublicKey, out _);
    }

    public static bool Verify(ReadOnlySpan<char> publicKey, ReadOnlySpan<byte> content, ReadOnlySpan<char> signature)
    {
        Span<byte> key = stackalloc byte[PublicKeyLength];
        Span<byte> bytes = stackalloc byte[SignatureLength];

        return TryDecode(publicKey, key)
            && TryDecode(signature, bytes)
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, key, KeyBlobFormat.RawPublicKey, out var imported)
            && SignatureAlgorithm.Ed25519.Verify(imported!, content, bytes);
    }

    /// <summary>Signs content.</summary>
    /// <param name="privateKey">The base64 of the 32-byte seed, or of the seed followed by the public key.</param>
    /// <param name="content">What to sign.</param>
    /// <returns>The base64 of the signature.</returns>
    /// <exception cref="FormatException">The key has the wrong form.</exception>
    public static string Sign(ReadOnlySpan<char> privateKey, ReadOnlySpan<byte> content)
    {
        using var key =
            Import(privateKey)
            ?? throw new FormatException(
                "The secret has the wrong form; expected: whsk_ followed by the base64 of an ed25519 private key."
            );
        return Convert.ToBase64String(SignatureAlgorithm.Ed25519.Sign(key, content));
    }

    /// <summary>The base64 of a private key's public key; null when the text is not a private key.</summary>
    /// <param name="privateKey">As for <see cref="Sign"/>.</param>
    public static string? PublicKeyOf(ReadOnlySpan<char> privateKey)
    {
        using var key = Import(privateKey);
        return key is null ? null : Convert.ToBase64String(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
    }

    private static Key? Import(ReadOnlySpan<char> privateKey)
    {
        Span<byte> key = stackalloc byte[PrivateKeyLength + PublicKeyLength];
        if (
            !Convert.TryFromBase64Chars(privateKey, key, out var length)
            || length is not (PrivateKeyLength or PrivateKeyLength + PublicKeyLength)
        )
        {
            return null;
        }

        var imported = Key.Import(SignatureAlgorithm.Ed25519, key[..PrivateKeyLength], KeyBlobFormat.RawPrivateKey);
        key.Clear();
        return imported;
    }

    /// <summary>Decodes base64 that has the length of <paramref name="bytes"/> and is in canonical form.</summary>
    private static bool TryDecode(ReadOnlySpan<char> base64, Span<byte> bytes)
    {
        Span<char> canonical = stackalloc char[(SignatureLength + 2) / 3 * 4];
        return Convert.TryFromBase64Chars(base64, bytes, out var length)
            && length == bytes.Length
            && Convert.TryToBase64Chars(bytes, canonical, out var written)
            && base64.SequenceEqual(canonical[..written]);
    }
}
