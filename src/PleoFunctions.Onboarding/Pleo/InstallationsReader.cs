using System.Text.Json;
using System.Text.Unicode;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Reads a reply of Pleo's. The contract shows one object, its prose speaks of a list: an object, an array and
/// <c>{"data": …}</c> are all understood.
/// </summary>
internal static class InstallationsReader
{
    /// <summary>Our answer nests an installation one level deeper, and stays within the 64 that JSON readers take.</summary>
    private const int MaxDepth = 63;

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
    /// any JSON, and unknown fields are passed over.
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
            Status = Text(element, "status"u8),
            ErrorCode =
                element.TryGetProperty("errorCode"u8, out var code) && code.ValueKind is not JsonValueKind.Null
                    ? Text(element, "errorCode"u8)
                    : null,
            Metadata = MetadataOf(element),
            CreatedAt = PleoTime.Read(Text(element, "createdAt"u8)),
            UpdatedAt = PleoTime.Read(Text(element, "updatedAt"u8)),
        };
    }

    private static string Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException("A field is missing, or is no text.");

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
