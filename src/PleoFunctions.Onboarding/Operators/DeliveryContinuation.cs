using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PleoFunctions.Onboarding.Operators;

/// <summary>Writes and reads the <c>continuation</c> of a list: opaque text that is safe in an address.</summary>
internal static class DeliveryContinuation
{
    private const int MaxLength = 2048;

    public static string Write(string continuation) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(continuation));

    public static bool TryRead(string text, [NotNullWhen(true)] out string? continuation)
    {
        continuation =
            text.Length is > 0 and <= MaxLength && Base64Url.IsValid(text)
                ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text))
                : null;
        if (continuation?.All(character => character is >= ' ' and <= '~') is true)
        {
            return true;
        }

        continuation = null;
        return false;
    }
}
