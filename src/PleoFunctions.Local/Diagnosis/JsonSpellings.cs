using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PleoFunctions.Local.Diagnosis;

/// <summary>The ways in which common libraries write the same JSON.</summary>
internal static class JsonSpellings
{
    private const string WithoutWhiteSpace = "written without white space";
    private const string WithSpaces = "written with a space after each comma and colon";
    private const string WithEscapes = " and with \\u escapes";

    /// <summary>The body written in each way, with the way in words; empty when the body is not JSON.</summary>
    public static IEnumerable<(byte[] Bytes, string How)> Of(ReadOnlyMemory<byte> body)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return [];
        }

        try
        {
            return
            [
                (Write(json, ",", ":", ensureAscii: false), WithoutWhiteSpace),
                (Write(json, ",", ":", ensureAscii: true), WithoutWhiteSpace + WithEscapes),
                (Write(json, ", ", ": ", ensureAscii: false), WithSpaces),
                (Write(json, ", ", ": ", ensureAscii: true), WithSpaces + "," + WithEscapes),
                (WriteAsDotNet(json, JavaScriptEncoder.UnsafeRelaxedJsonEscaping, indent: 0), WithoutWhiteSpace),
                (WriteAsDotNet(json, JavaScriptEncoder.Default, indent: 0), WithoutWhiteSpace + WithEscapes),
                (WriteAsDotNet(json, JavaScriptEncoder.UnsafeRelaxedJsonEscaping, indent: 2), "indented by two spaces"),
                (
                    WriteAsDotNet(json, JavaScriptEncoder.UnsafeRelaxedJsonEscaping, indent: 4),
                    "indented by four spaces"
                ),
            ];
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is not valid text, and JSON libraries refuse to write it.
            return [];
        }
    }

    private static byte[] WriteAsDotNet(JsonElement json, JavaScriptEncoder encoder, int indent)
    {
        using var buffer = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Encoder = encoder,
                    Indented = indent > 0,
                    IndentSize = Math.Max(indent, 1),
                    NewLine = "\n",
                }
            )
        )
        {
            json.WriteTo(writer);
        }

        return buffer.ToArray();
    }

    /// <summary>Writes as JavaScript's <c>JSON.stringify</c> and Python's <c>json.dumps</c> do.</summary>
    private static byte[] Write(JsonElement json, string comma, string colon, bool ensureAscii)
    {
        var text = new StringBuilder();
        Append(json);
        return Encoding.UTF8.GetBytes(text.ToString());

        void Append(JsonElement element)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    AppendAll(
                        '{',
                        '}',
                        element.EnumerateObject(),
                        member =>
                        {
                            AppendString(member.Name);
                            text.Append(colon);
                            Append(member.Value);
                        }
                    );
                    break;
                case JsonValueKind.Array:
                    AppendAll('[', ']', element.EnumerateArray(), Append);
                    break;
                case JsonValueKind.String:
                    AppendString(element.GetString()!);
                    break;
                default:
                    text.Append(element.GetRawText());
                    break;
            }
        }

        void AppendAll<T>(char open, char close, IEnumerable<T> items, Action<T> append)
        {
            text.Append(open);
            var first = true;
            foreach (var item in items)
            {
                text.Append(first ? "" : comma);
                first = false;
                append(item);
            }

            text.Append(close);
        }

        void AppendString(string value)
        {
            text.Append('"');
            foreach (var character in value)
            {
                _ = character switch
                {
                    '"' => text.Append("\\\""),
                    '\\' => text.Append("\\\\"),
                    '\n' => text.Append("\\n"),
                    '\r' => text.Append("\\r"),
                    '\t' => text.Append("\\t"),
                    '\b' => text.Append("\\b"),
                    '\f' => text.Append("\\f"),
                    < ' ' => text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                    > '~' when ensureAscii => text.Append(
                        System.Globalization.CultureInfo.InvariantCulture,
                        $"\\u{(int)character:x4}"
                    ),
                    _ => text.Append(character),
                };
            }

            text.Append('"');
        }
    }
}
