using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Reads a reply of Pleo's. The contract's schema has one object, its text describes a list. So the reader accepts an
/// object, an array and <c>{"data": …}</c>.
/// </summary>
internal static class InstallationsReader
{
    /// <summary>
    /// Our answer nests an installation one level deeper, and the operators' document nests the answer one deeper again.
    /// Both stay within 64 levels, the default limit of JSON readers.
    /// </summary>
    private const int MaxDepth = 62;

    private static readonly JsonDocumentOptions Nesting = new() { MaxDepth = MaxDepth };

    /// <summary>The installations in a reply; null when it has no known form.</summary>
    public static IReadOnlyList<Installation>? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            EnsureReadable(body);
            var root = JsonElement.Parse(body, Nesting);
            if (
                root.ValueKind is JsonValueKind.Object
                && !root.TryGetProperty("id"u8, out _)
                && root.TryGetProperty("data"u8, out var data)
            )
            {
                root = data;
            }

            return root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray().Select(ReadOne)] : [ReadOne(root)];
        }
        // An InvalidOperationException means text that is not UTF-8, or that has half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Checks that every text can be read. Text that is kept unread would otherwise fail only when the answer is
    /// written.
    /// </summary>
    private static void EnsureReadable(ReadOnlySpan<byte> body)
    {
        // The parser accepts only one kind of invalid text: half a surrogate pair as an escape.
        if (Utf8.IsValid(body) && body.IndexOf("\\ud"u8) < 0 && body.IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
            }
        }
    }

    /// <summary>
    /// Reads tolerantly. The contract's seven required fields are required; status may be any text, metadata values may
    /// be any JSON, and unknown fields are ignored. Of duplicate fields only the last counts.
    /// </summary>
    /// <exception cref="JsonException">A field is missing, or is not of its type.</exception>
    private static Installation ReadOne(JsonElement element)
    {
        if (element.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("An installation is not an object.");
        }

        return new Installation
        {
            Id = Text(element, "id"u8),
            ApplicationId = Text(element, "applicationId"u8),
            Resource = Text(element, "resource"u8),
            Status = StatusOf(element),
            ErrorCode =
                element.TryGetProperty("errorCode"u8, out var code) && code.ValueKind is not JsonValueKind.Null
                    ? Text(element, "errorCode"u8)
                    : null,
            Metadata = MetadataOf(element),
            CreatedAt = Time(element, "createdAt"u8),
            UpdatedAt = Time(element, "updatedAt"u8),
        };
    }

    private static string Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException("A field is missing, or is not a text.");

    /// <summary>A known status as a shared string, or any other text as it is.</summary>
    private static string StatusOf(JsonElement element)
    {
        if (element.TryGetProperty("status"u8, out var value) && value.ValueKind is JsonValueKind.String)
        {
            foreach (var status in InstallationStatus.All)
            {
                if (value.ValueEquals(status))
                {
                    return status;
                }
            }
        }

        return Text(element, "status"u8);
    }

    /// <summary>A time (RFC 3339) with any number of decimals; UTC when it has no offset.</summary>
    private static DateTimeOffset Time(JsonElement element, ReadOnlySpan<byte> name) =>
        DateTimeOffset.TryParse(
            Text(element, name),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new JsonException("A time is not of the form of RFC 3339.");

    private static Dictionary<string, JsonElement> MetadataOf(JsonElement element)
    {
        if (!element.TryGetProperty("metadata"u8, out var value) || value.ValueKind is not JsonValueKind.Object)
        {
            throw new JsonException("The metadata is missing, or is not an object.");
        }

        var metadata = new Dictionary<string, JsonElement>(value.GetPropertyCount(), StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            metadata[member.Name] = member.Value;
        }

        return metadata;
    }
}
