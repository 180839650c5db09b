using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Diagnosis;

/// <summary>
/// Says why a signature does not verify. Where it can, it finds the mistake itself: by making the usual mistakes, one
/// after another, until the signature fits.
/// </summary>
internal static class SignatureDiagnosis
{
    /// <summary>The most that stands before the equals sign of a version, such as <c>sha256=</c>.</summary>
    private const int LongestVersion = 7;

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

        if (hmac.ReadOrRefuse(headers, out var request) is { } refusal)
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
        scheme.FindFault(secret) is { } fault
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
        if (HmacScheme.FindTimeFault(timestamp, tolerance, arrivedAt) is not { } fault)
        {
            return new SignatureCheck("timestamp", true, "it is within the tolerance");
        }

        var finding = fault.Detail!;
        if (long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            var arrival = arrivedAt.ToUnixTimeSeconds();
            if (Math.Abs((value / 1000) - arrival) <= tolerance.TotalSeconds)
            {
                finding = "it is in milliseconds; the scheme wants seconds";
            }
            else if (fault.Verdict is SignatureVerdict.OutOfTolerance)
            {
                finding += string.Create(
                    CultureInfo.InvariantCulture,
                    $" If it was signed on arrival, a clock is off by {Math.Abs(value - arrival)} s."
                );
            }
        }

        return new SignatureCheck("timestamp", false, finding);
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

        var mistake = FindMistake(scheme, request, body, secret);
        if (mistake is null && scheme is StandardWebhooksScheme)
        {
            mistake = Ed25519Diagnosis.FindMistake(request, body, secret);
        }

        return new SignatureCheck(
            "signature",
            false,
            mistake
                ?? "it fits no key, nor any of the usual mistakes. Either it was made with another key, or bytes changed between signing and capture"
                    + $". What has to be signed: {scheme.SignedContent}"
        );
    }

    /// <summary>The mistakes with which an HMAC fits, in words; null when none of them makes it fit.</summary>
    private static string? FindMistake(
        HmacScheme scheme,
        HmacScheme.SignedRequest request,
        ReadOnlyMemory<byte> body,
        string secret
    )
    {
        var candidates = CandidatesOf(request.Signatures);
        foreach (var (key, keyMistake) in Keys(scheme, secret))
        {
            foreach (var (content, contentMistake) in SignedContents.Of(request, body))
            {
                var mac = HMACSHA256.HashData(key, content);
                foreach (var (text, writingMistake) in Spellings(scheme, mac))
                {
                    if (candidates.Contains(text))
                    {
                        return SignatureMistake.Join(keyMistake, contentMistake, writingMistake) is { Length: > 0 } all
                            ? all
                            : $"it fits, but it is not written as the scheme wants: put {scheme.SignaturePrefix} before it";
                    }
                }
            }
        }

        return null;
    }

    /// <summary>Everything in the header that may be meant as a signature, without what stands before it.</summary>
    private static HashSet<string> CandidatesOf(string signatures)
    {
        var candidates = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in signatures.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            // Base64 has its equals signs at its end.
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            candidates.Add(equals <= LongestVersion ? entry[(equals + 1)..] : entry);
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

    private static IEnumerable<(string Text, string Mistake)> Spellings(HmacScheme scheme, byte[] mac)
    {
        yield return (
            Convert.ToBase64String(mac),
            scheme.SignaturesAreBase64 ? "" : SignatureMistake.InsteadOf("base64", "lower-case hexadecimal")
        );
        yield return (
            Convert.ToHexStringLower(mac),
            scheme.SignaturesAreBase64 ? SignatureMistake.InsteadOf("hexadecimal", "base64") : ""
        );
        yield return (
            Convert.ToHexString(mac),
            SignatureMistake.InsteadOf(
                "upper-case hexadecimal",
                scheme.SignaturesAreBase64 ? "base64" : "lower-case hexadecimal"
            )
        );
    }
}

/// <summary>One step of a diagnosis.</summary>
/// <param name="Subject">What was looked at.</param>
/// <param name="Passed">It is in order.</param>
/// <param name="Finding">What was found, and what to do about it when it is not in order; no secret, no payload.</param>
internal sealed record SignatureCheck(string Subject, bool Passed, string Finding);
