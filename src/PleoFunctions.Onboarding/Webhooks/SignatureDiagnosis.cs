using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// Says why a signature does not verify. Where it can, it finds the mistake itself: by making the usual mistakes, one
/// after another, until the signature fits.
/// </summary>
internal static class SignatureDiagnosis
{
    /// <summary>Goes through everything that verification looks at, and does not stop at the first fault.</summary>
    /// <param name="scheme">The scheme that the partner is set up with.</param>
    /// <param name="headers">The captured headers.</param>
    /// <param name="body">The captured body.</param>
    /// <param name="secret">The signing secret: one or more keys.</param>
    /// <param name="tolerance">How far the timestamp may be from the time of arrival.</param>
    /// <param name="arrivedAt">When the request arrived.</param>
    public static IReadOnlyList<SignatureCheck> Run(
        SignatureScheme scheme,
        WebhookHeaders headers,
        ReadOnlyMemory<byte> body,
        string secret,
        TimeSpan tolerance,
        DateTimeOffset arrivedAt
    )
    {
        if (scheme is not HmacScheme hmac)
        {
            return
            [
                new SignatureCheck("signature", true, "the scheme has none: the function key alone lets a request in"),
            ];
        }

        var checks = new List<SignatureCheck> { CheckSecret(hmac, secret) };
        if (CheckLength(headers, body) is { } length)
        {
            checks.Add(length);
        }

        if (hmac.Read(headers, out var request) is { } refusal)
        {
            checks.Add(new SignatureCheck("headers", false, refusal.Detail!));
            return checks;
        }

        checks.Add(new SignatureCheck("headers", true, $"{request.SignatureHeader} and what belongs to it are there"));
        if (request.Timestamp is { } timestamp)
        {
            checks.Add(CheckTime(timestamp, tolerance, arrivedAt));
        }

        checks.Add(CheckSignature(hmac, headers, request, body, secret));
        return checks;
    }

    private static SignatureCheck CheckSecret(HmacScheme scheme, string secret) =>
        scheme.FaultOf(secret) is { } fault
            ? new SignatureCheck("secret", false, fault)
            : new SignatureCheck("secret", true, "it has the form that the scheme wants");

    private static SignatureCheck? CheckLength(WebhookHeaders headers, ReadOnlyMemory<byte> body) =>
        long.TryParse(headers["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out var declared)
        && declared != body.Length
            ? new SignatureCheck(
                "body",
                false,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"bytes changed: Content-Length says {declared}, the captured body has {body.Length}"
                )
            )
            : null;

    private static SignatureCheck CheckTime(string timestamp, TimeSpan tolerance, DateTimeOffset arrivedAt)
    {
        if (HmacScheme.CheckTime(timestamp, tolerance, arrivedAt) is not { } fault)
        {
            return new SignatureCheck("timestamp", true, "it is within the tolerance");
        }

        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || fault.Verdict is not SignatureVerdict.OutOfTolerance
        )
        {
            return new SignatureCheck("timestamp", false, fault.Detail!);
        }

        var isMilliseconds = Math.Abs((value / 1000) - arrivedAt.ToUnixTimeSeconds()) <= tolerance.TotalSeconds;
        return new SignatureCheck(
            "timestamp",
            false,
            isMilliseconds
                ? "it is in milliseconds; the scheme wants seconds"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{fault.Detail} If it was signed on arrival, a clock is off by {Math.Abs(value - arrivedAt.ToUnixTimeSeconds())} s."
                )
        );
    }

    private static SignatureCheck CheckSignature(
        HmacScheme scheme,
        WebhookHeaders headers,
        HmacScheme.SignedRequest request,
        ReadOnlyMemory<byte> body,
        string secret
    )
    {
        // The clock has been looked at already: here, any time will do.
        var verification = scheme.Verify(headers, body.Span, secret, TimeSpan.MaxValue, DateTimeOffset.UnixEpoch);
        if (verification.Verdict is SignatureVerdict.Valid)
        {
            return new SignatureCheck("signature", true, "it fits the key and the body's bytes");
        }

        var candidates = CandidatesOf(scheme, request.Signatures);
        foreach (var (key, keyMistake) in Keys(scheme, secret))
        {
            foreach (var (content, contentMistake) in Contents(request, body))
            {
                var mac = HMACSHA256.HashData(key, content);
                foreach (var (text, writingMistake) in Spellings(scheme, mac))
                {
                    if (candidates.Contains(text))
                    {
                        string[] mistakes =
                        [
                            .. new[] { keyMistake, contentMistake, writingMistake }.Where(one => one.Length > 0),
                        ];
                        return new SignatureCheck(
                            "signature",
                            false,
                            mistakes.Length > 0
                                ? string.Join("; and ", mistakes)
                                : $"it fits, but it is not written as the scheme wants: put {scheme.SignaturePrefix} before it"
                        );
                    }
                }
            }
        }

        return new SignatureCheck(
            "signature",
            false,
            "it fits no key, nor any of the usual mistakes. Either it was made with another key, or bytes changed between signing and capture"
                + $". What has to be signed: {scheme.SignedContent}"
        );
    }

    /// <summary>Everything in the header that may be meant as a signature, with and without what stands before it.</summary>
    private static HashSet<string> CandidatesOf(HmacScheme scheme, string signatures)
    {
        var candidates = new HashSet<string>(StringComparer.Ordinal) { signatures.Trim() };
        foreach (var entry in signatures.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            candidates.Add(entry);
            candidates.Add(entry[(entry.IndexOf('=') is var equals && equals is > 0 and < 8 ? equals + 1 : 0)..]);
        }

        ReadOnlySpan<char> list = signatures;
        while (HmacScheme.TakeSignature(ref list, scheme.SignaturePrefix, scheme.SignatureSeparator, out var signature))
        {
            candidates.Add(signature.ToString());
        }

        return candidates;
    }

    private static IEnumerable<(byte[] Key, string Mistake)> Keys(HmacScheme scheme, string secret)
    {
        foreach (var text in secret.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var key = new byte[HmacScheme.LongestKey];
            if (scheme.TryDecodeKey(text, key, out var length))
            {
                yield return (key[..length], "");
            }

            yield return (
                Encoding.UTF8.GetBytes(text),
                "the key was used as text: decode the base64 after the prefix first"
            );
            yield return (Encoding.UTF8.GetBytes(text + "\n"), "a line break at the end was taken for part of the key");

            var withoutPrefix = text[(text.IndexOf('_', StringComparison.Ordinal) + 1)..];
            yield return (
                Encoding.UTF8.GetBytes(withoutPrefix),
                "the key was used as text, without its prefix: decode the base64 first"
            );

            var decoded = new byte[HmacScheme.LongestKey];
            if (Convert.TryFromBase64String(withoutPrefix, decoded, out var decodedLength))
            {
                yield return (
                    decoded[..decodedLength],
                    "the key was decoded from base64, but this scheme takes it as text"
                );
            }
        }
    }

    private static IEnumerable<(byte[] Content, string Mistake)> Contents(
        HmacScheme.SignedRequest request,
        ReadOnlyMemory<byte> body
    )
    {
        foreach (var (bytes, bodyMistake) in Bodies(body))
        {
            yield return ([.. Encoding.UTF8.GetBytes(request.Prefix), .. bytes], bodyMistake);
            if (request.Prefix.Length == 0)
            {
                continue;
            }

            yield return (bytes, Join("the body alone was signed", bodyMistake));
            if (request.Timestamp is { } timestamp)
            {
                yield return (
                    [.. Encoding.UTF8.GetBytes(timestamp + "."), .. bytes],
                    Join("only the timestamp and the body were signed", bodyMistake)
                );
            }
        }
    }

    private static IEnumerable<(byte[] Bytes, string Mistake)> Bodies(ReadOnlyMemory<byte> body)
    {
        var bytes = body.ToArray();
        yield return (bytes, "");
        yield return ([.. bytes, (byte)'\n'], "bytes changed: the body was signed with a line break at its end");
        yield return (
            [.. Encoding.UTF8.Preamble, .. bytes],
            "bytes changed: the body was signed with a byte order mark before it"
        );

        if (bytes is [.. var before, (byte)'\n'])
        {
            yield return (before, "bytes changed: the body was signed without the line break at its end");
        }

        var text = Encoding.UTF8.GetString(bytes);
        yield return (
            Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")),
            "bytes changed: line ends were turned from CR LF into LF"
        );
        yield return (
            Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")),
            "bytes changed: line ends were turned from LF into CR LF"
        );

        foreach (var (spelling, how) in JsonSpellings.Of(body))
        {
            yield return (
                spelling,
                $"JSON re-serialized: the signature fits the same JSON {how}. Sign the very bytes that are sent"
            );
        }
    }

    private static IEnumerable<(string Text, string Mistake)> Spellings(HmacScheme scheme, byte[] mac)
    {
        yield return (
            Convert.ToBase64String(mac),
            scheme.SignaturesAreBase64 ? "" : InsteadOf("base64", "lower-case hexadecimal")
        );
        yield return (
            Convert.ToHexStringLower(mac),
            scheme.SignaturesAreBase64 ? InsteadOf("hexadecimal", "base64") : ""
        );
        yield return (
            Convert.ToHexString(mac),
            InsteadOf("upper-case hexadecimal", scheme.SignaturesAreBase64 ? "base64" : "lower-case hexadecimal")
        );
    }

    private static string InsteadOf(string found, string wanted) =>
        $"the signature is written in {found} instead of {wanted}";

    private static string Join(string one, string other) => other.Length == 0 ? one : $"{one}; and {other}";
}
