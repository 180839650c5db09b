using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>A JSON Pointer (RFC 6901), parsed once and evaluated many times.</summary>
internal sealed class JsonPointer
{
    private readonly string _text;
    private readonly string[] _tokens;

    private JsonPointer(string text, string[] tokens) => (_text, _tokens) = (text, tokens);

    /// <summary>The unescaped names and indexes of the path; empty for the whole document.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>Parses a pointer: empty text, or tokens that each begin with <c>/</c>, with <c>~0</c> for <c>~</c> and <c>~1</c> for <c>/</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPointer? pointer)
    {
        pointer = null;
        if (text.Length == 0)
        {
            pointer = new JsonPointer(text, []);
            return true;
        }

        if (text[0] != '/')
        {
            return false;
        }

        var tokens = text[1..].Split('/');
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!TryUnescape(tokens[i], out var token))
            {
                return false;
            }

            tokens[i] = token;
        }

        pointer = new JsonPointer(text, tokens);
        return true;
    }

    /// <summary>Parses a pointer that is known to be valid.</summary>
    /// <exception cref="FormatException">The text is not a JSON Pointer.</exception>
    public static JsonPointer Parse(string text) =>
        TryParse(text, out var pointer) ? pointer : throw new FormatException($"'{text}' is not a JSON Pointer.");

    /// <summary>The pointer to a member of the value that a pointer points to.</summary>
    public static string Append(string pointer, string name) =>
        $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    /// <summary>Finds the value that the pointer points to; false when there is no value.</summary>
    public bool TryEvaluate(JsonElement root, out JsonElement value)
    {
        value = root;
        foreach (var token in _tokens)
        {
            var found = value.ValueKind switch
            {
                JsonValueKind.Object => value.TryGetProperty(token, out value),
                JsonValueKind.Array => TryGetElement(value, token, out value),
                _ => false,
            };

            if (!found)
            {
                return false;
            }
        }

        return true;
    }

    public override string ToString() => _text;

    /// <summary>An index has no leading zeros (section 4). <c>-</c> means the place after the end, which has no value.</summary>
    private static bool TryGetElement(JsonElement array, string token, out JsonElement value)
    {
        var found =
            int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && (token.Length == 1 || token[0] != '0')
            && index < array.GetArrayLength();
        value = found ? array[index] : default;
        return found;
    }

    private static bool TryUnescape(string escaped, [NotNullWhen(true)] out string? token)
    {
        token = null;
        for (var tilde = escaped.IndexOf('~'); tilde >= 0; tilde = escaped.IndexOf('~', tilde + 1))
        {
            if (tilde + 1 == escaped.Length || escaped[tilde + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        // First ~1, then ~0, so that ~01 becomes ~1 and not a slash (section 4).
        token = escaped.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return true;
    }
}
