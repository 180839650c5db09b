using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>The form of a delivery id. Such an id is safe as a row key, in a header and in a log.</summary>
internal static class DeliveryId
{
    public const string Form = "1 to 128 of A-Z a-z 0-9 _ -";

    private const int MaxLength = 128;

    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    );

    public static bool IsValid([NotNullWhen(true)] string? id) =>
        id is { Length: >= 1 and <= MaxLength } && !id.AsSpan().ContainsAnyExcept(Characters);
}
