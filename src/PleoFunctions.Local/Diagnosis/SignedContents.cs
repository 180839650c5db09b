using System.Text;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Local.Diagnosis;

/// <summary>What senders sign, correctly or by mistake.</summary>
internal static class SignedContents
{
    /// <summary>What may have been signed: the correct content first, then the content for each mistake.</summary>
    public static IEnumerable<(byte[] Content, string Mistake)> Of(
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

            yield return (bytes, SignatureMistake.Join("only the body was signed", bodyMistake));
            if (request.Timestamp is { } timestamp)
            {
                yield return (
                    [.. Encoding.UTF8.GetBytes(timestamp + "."), .. bytes],
                    SignatureMistake.Join("only the timestamp and the body were signed", bodyMistake)
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
                $"JSON re-serialized: the signature matches the same JSON {how}. Sign exactly the bytes that you send"
            );
        }
    }
}
