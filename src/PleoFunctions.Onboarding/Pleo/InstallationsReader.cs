using System.Text.Json;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Reads a reply of Pleo's. The contract shows one object, its prose speaks of a list: an object, an array and
/// <c>{"data": …}</c> are all understood.
/// </summary>
internal static class InstallationsReader
{
    /// <summary>Our answer nests an installation one level deeper, and stays within the 64 that JSON readers take.</summary>
    private const int MaxDepth = 63;

    /// <summary>The installations in a reply; null when it has none of the known forms.</summary>
    public static IReadOnlyList<Installation>? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            EnsureReadable(body);
            var root = JsonElement.Parse(body);
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
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
            }
        }
    }

    private static Installation ReadOne(JsonElement element) =>
        element.Deserialize(PleoJson.Default.Installation) ?? throw new JsonException("An installation is null.");
}
