using System.Text.Json;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Reads a reply of Pleo's. The contract shows one object, its prose speaks of a list: an object, an array and
/// <c>{"data": …}</c> are all understood.
/// </summary>
internal static class InstallationsReader
{
    /// <summary>The installations in a reply; null when it has none of the known forms.</summary>
    public static IReadOnlyList<Installation>? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var root = JsonElement.Parse(body);
            if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("data"u8, out var data))
            {
                root = data;
            }

            return root.ValueKind is JsonValueKind.Array ? [.. root.EnumerateArray().Select(ReadOne)] : [ReadOne(root)];
        }
        // An InvalidOperationException is a text with half a surrogate pair in it.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Installation ReadOne(JsonElement element) =>
        element.Deserialize(PleoJson.Default.Installation) ?? throw new JsonException("An installation is null.");
}
