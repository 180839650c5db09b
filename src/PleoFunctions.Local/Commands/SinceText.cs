using System.Globalization;

namespace PleoFunctions.Local.Commands;

/// <summary>A time on the command line: written out, or counted back from now.</summary>
internal static class SinceText
{
    public const string Form = "a time such as 2026-11-23T00:00:00Z, or a duration such as 30s, 15m, 2h, 7d";

    /// <exception cref="UserErrorException">It is neither.</exception>
    public static DateTimeOffset Read(string text, DateTimeOffset now)
    {
        if (ReadDuration(text) is { } duration && duration <= now - DateTimeOffset.MinValue)
        {
            return now - duration;
        }

        return TimeText.Read(text) ?? throw new UserErrorException($"--since '{text}' is not {Form}.");
    }

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
