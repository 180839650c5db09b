using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Diagnosis;

/// <summary>Says why an ed25519 signature does not verify: it tries common mistakes until the signature matches.</summary>
internal static class Ed25519Diagnosis
{
    /// <summary>Each signature is tried with every content, so a header with many of them must not take long.</summary>
    private const int MaxSignatures = 8;

    /// <summary>The bytes before the 32 bytes of a public key in DER: SubjectPublicKeyInfo (RFC 8410 section 4).</summary>
    private static ReadOnlySpan<byte> DerPrefix =>
        [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00];

    /// <summary>The mistakes that explain the signature, in words; null when none does.</summary>
    public static string? FindMistake(HmacScheme.SignedRequest request, ReadOnlyMemory<byte> body, string secret)
    {
        var keys = Keys(secret).ToList();
        var signatures = Signatures(request.Signatures).Take(MaxSignatures).ToList();

        foreach (var (content, contentMistake) in SignedContents.Of(request, body))
        {
            foreach (var (key, keyMistake) in keys)
            {
                foreach (var (signature, writingMistake) in signatures)
                {
                    if (Ed25519Signature.Verify(key, content, signature))
                    {
                        return SignatureMistake.Join(keyMistake, contentMistake, writingMistake);
                    }
                }
            }
        }

        return FindWrongKind(request.Signatures, secret);
    }

    /// <summary>Says that key and signature are of different kinds; null when they are not.</summary>
    private static string? FindWrongKind(string signatures, string secret)
    {
        var signed = signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IsAsymmetric).ToHashSet();
        var keyed = PartsOf(secret).Select(IsPublicKey).ToHashSet();

        return (signed.Count, keyed.Count) is not (1, 1) || signed.SetEquals(keyed) ? null
            : keyed.Contains(true) ? "the secret has only public keys (whpk_), but no signature is ed25519 (v1a)"
            : "the signature is ed25519 (v1a), but the secret has no public key (whpk_)";
    }

    private static IEnumerable<(string Base64, string Mistake)> Keys(string secret)
    {
        foreach (var text in PartsOf(secret))
        {
            if (text.StartsWith(StandardWebhooksScheme.PrivateKeyPrefix, StringComparison.Ordinal))
            {
                var privateKey = text.AsSpan(StandardWebhooksScheme.PrivateKeyPrefix.Length);
                if (Ed25519Signature.PublicKeyOf(privateKey) is { } key)
                {
                    yield return (key, "the secret is the private key (whsk_); use its public key (whpk_)");
                }

                continue;
            }

            var prefixMistake = IsPublicKey(text) ? "" : "the prefix whpk_ is missing before the ed25519 public key";
            var written = text[(text.IndexOf('_', StringComparison.Ordinal) + 1)..];
            yield return (written, prefixMistake);

            var bytes = new byte[written.Length];
            if (
                Convert.TryFromBase64String(written, bytes, out var length)
                && bytes.AsSpan(0, length).StartsWith(DerPrefix)
            )
            {
                yield return (
                    Convert.ToBase64String(bytes, DerPrefix.Length, length - DerPrefix.Length),
                    SignatureMistake.Join(
                        prefixMistake,
                        "the public key is in DER; put only its last 32 bytes in the secret"
                    )
                );
            }

            if (FromHex(written) is { } decoded)
            {
                yield return (
                    decoded,
                    SignatureMistake.Join(prefixMistake, "the public key is written in hexadecimal instead of base64")
                );
            }
        }
    }

    private static IEnumerable<(string Base64, string Mistake)> Signatures(string list)
    {
        foreach (var entry in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var labelMistake = IsAsymmetric(entry) ? "" : "the prefix v1a, is missing before the ed25519 signature";
            var written = entry[(entry.IndexOf(',', StringComparison.Ordinal) + 1)..];
            yield return (written, labelMistake);

            if (FromHex(written) is { } decoded)
            {
                yield return (
                    decoded,
                    SignatureMistake.Join(labelMistake, SignatureMistake.InsteadOf("hexadecimal", "base64"))
                );
            }

            var padded = written.TrimEnd('=').Replace('-', '+').Replace('_', '/');
            padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
            if (!padded.Equals(written, StringComparison.Ordinal))
            {
                yield return (
                    padded,
                    SignatureMistake.Join(labelMistake, SignatureMistake.InsteadOf("URL-safe base64", "base64"))
                );
            }
        }
    }

    private static string[] PartsOf(string secret) =>
        secret.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static bool IsPublicKey(string key) =>
        key.StartsWith(StandardWebhooksScheme.PublicKeyPrefix, StringComparison.Ordinal);

    private static bool IsAsymmetric(string entry) =>
        entry.StartsWith(StandardWebhooksScheme.AsymmetricPrefix, StringComparison.Ordinal);

    private static string? FromHex(string text)
    {
        var bytes = new byte[text.Length / 2];
        return
            text.Length % 2 == 0
            && Convert.FromHexString(text, bytes, out _, out _) is System.Buffers.OperationStatus.Done
            ? Convert.ToBase64String(bytes)
            : null;
    }
}
