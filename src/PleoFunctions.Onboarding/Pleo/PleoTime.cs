using System.Globalization;
using System.Text.Json;

namespace PleoFunctions.Onboarding.Pleo;

/// <summary>Times as Pleo writes them.</summary>
internal static class PleoTime
{
    /// <summary>Reads a time (RFC 3339): with any number of decimals, and as UTC when it names no offset.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static DateTimeOffset Read(string text) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : throw new JsonException("A time is not of the form of RFC 3339.");
}
