using System.Globalization;

namespace PleoFunctions.Local.Commands;

/// <summary>Times on the command line. They are in UTC unless the text names an offset.</summary>
internal static class TimeText
{
    /// <summary>What <see cref="ReadSince"/> accepts, in words.</summary>
    public const string SinceForm = "a time such as 2026-11-23T00:00:00Z, or a duration such as 30s, 15m, 2h, 7d";

    /// <summary>Reads a time; null when the text is not one.</summary>
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

    /// <summary>Reads a time, or a duration that is counted back from now.</summary>
    /// <exception cref="UserErrorException">The text is neither.</exception>
    public static DateTimeOffset ReadSince(string text, DateTimeOffset now)
    {
        if (ReadDuration(text) is { } duration && duration <= now - DateTimeOffset.MinValue)
        {
            return now - duration;
        }

        return Read(text) ?? throw new UserErrorException($"--since '{text}' is not {SinceForm}.");
    }

    /// <summary>Writes a duration in its two largest units.</summary>
    public static string Write(TimeSpan duration) =>
        (long)Math.Ceiling(duration.TotalSeconds) switch
        {
            < 60 and var seconds => $"{seconds} s",
            < 3600 and var seconds => $"{seconds / 60} min {seconds % 60} s",
            var seconds => $"{seconds / 3600} h {seconds % 3600 / 60} min",
        };

    /// <summary>Writes a time to the second.</summary>
    public static string Write(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static TimeSpan? ReadDuration(string text)
    {
        if (
            text.Length < 2
            || !int.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var n
            )
        )
        {
            return null;
        }

        return text[^1] switch
        {
            's' => TimeSpan.FromSeconds(n),
            'm' => TimeSpan.FromMinutes(n),
            'h' => TimeSpan.FromHours(n),
            'd' when n <= TimeSpan.MaxValue.Days => TimeSpan.FromDays(n),
            _ => null,
        };
    }
}
