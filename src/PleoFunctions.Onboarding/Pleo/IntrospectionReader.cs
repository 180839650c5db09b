using System.Text.Json;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>
/// Reads Pleo's reply about a key (<c>ExternalClientModelDetails</c>, App Marketplace API 39.4.0). It reads the company
/// tolerantly: with <c>data</c> around the object or without.
/// </summary>
internal static class IntrospectionReader
{
    /// <summary>The longest subject that is read, in characters. A company's URN has 53.</summary>
    public const int MaxSubjectLength = 255;

    /// <summary>The fields that the contract requires.</summary>
    private static readonly string[] Required = ["authMethod", "clientId", "scope"];

    /// <summary>Reads a reply.</summary>
    /// <param name="body">The reply's body.</param>
    /// <param name="subject">Whose the key is; null when Pleo does not tell.</param>
    /// <returns>Whether the reply has a known form.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out string? subject)
    {
        subject = null;
        try
        {
            var root = JsonElement.Parse(body);
            if (root.ValueKind is JsonValueKind.Object && root.TryGetProperty("data"u8, out var data))
            {
                root = data;
            }

            if (root.ValueKind is not JsonValueKind.Object)
            {
                return false;
            }

            if (!root.TryGetProperty("subjectURN"u8, out var value) || value.ValueKind is JsonValueKind.Null)
            {
                // An unknown document has no subject either. Only the contract's own form means that Pleo does not tell.
                return Array.TrueForAll(Required, name => IsText(root, name));
            }

            if (value.ValueKind is not JsonValueKind.String)
            {
                return false;
            }

            var text = value.GetString()!.Trim();
            subject = text.Length is > 0 and <= MaxSubjectLength ? text : null;
            return text.Length <= MaxSubjectLength;
        }
        // An InvalidOperationException means text that is not UTF-8, or that has half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String;
}
