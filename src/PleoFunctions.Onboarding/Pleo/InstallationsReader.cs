using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Reads a reply of Pleo's. The contract shows one object, its prose speaks of a list: an object, an array and
/// <c>{"data": …}</c> are all understood.
/// </summary>
internal static class InstallationsReader
{
    /// <summary>
    /// Our answer nests an installation one level deeper, and the operators' document the answer another one: both stay
    /// within the 64 that JSON readers take.
    /// </summary>
    private const int MaxDepth = 62;

    private static readonly JsonDocumentOptions Nesting = new() { MaxDepth = MaxDepth };

    /// <summary>The installations in a reply; null when it has none of the known forms.</summary>
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
        // An InvalidOperationException is a text that is not UTF-8, or has half a surrogate pair in it.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Every text can be read, and so be written again: what is only kept as it came would fail no sooner than when
    /// the answer is written.
    /// </summary>
    private static void EnsureReadable(ReadOnlySpan<byte> body)
    {
        // Only half a surrogate pair gets past the parser, and only as an escape.
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
    /// Reads tolerantly: the contract's seven required fields are required, any status is a status, metadata values are
    /// any JSON, and unknown fields are passed over. Of duplicates the last counts, and the others are not looked at.
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
            : throw new JsonException("A field is missing, or is no text.");

    /// <summary>One of the known ones, or else whatever it says.</summary>
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

    /// <summary>A time (RFC 3339): with any number of decimals, and as UTC when it names no offset.</summary>
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
            throw new JsonException("The metadata is missing, or is no object.");
        }

        var metadata = new Dictionary<string, JsonElement>(value.GetPropertyCount(), StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            metadata[member.Name] = member.Value;
        }

        return metadata;
    }
}
