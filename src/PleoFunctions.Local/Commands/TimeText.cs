using System.Globalization;

namespace PleoFunctions.Local.Commands;

/// <summary>A time as an operator reads and writes it: UTC, unless it says otherwise.</summary>
internal static class TimeText
{
    /// <summary>The time that a text says; null when it says none.</summary>
    public static DateTimeOffset? Read(string text) =>
        text.Contains('-', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;

    /// <summary>Writes it to the second.</summary>
    public static string Write(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
