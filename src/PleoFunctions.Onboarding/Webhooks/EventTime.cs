using System.Globalization;
using System.Text.RegularExpressions;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// The form of the time at which an event happened: RFC 3339, or Unix seconds or milliseconds. From 1970 on: an earlier
/// one is a default value of the sender's language.
/// </summary>
internal static partial class EventTime
{
    public const string Form = "a time since 1970 such as 2026-11-23T10:00:00Z, or whole Unix seconds or milliseconds";

    /// <summary>From this number on, a number is milliseconds. As seconds it would be in the year 5138.</summary>
    private const long FirstMillisecond = 100_000_000_000;

    private static readonly long LastMillisecond = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    /// <summary>Reads a time, in UTC; null when the text has another form.</summary>
    public static DateTimeOffset? ParseOrNull(string text)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number < FirstMillisecond ? DateTimeOffset.FromUnixTimeSeconds(number)
                : number <= LastMillisecond ? DateTimeOffset.FromUnixTimeMilliseconds(number)
                : null;
        }

        return
            Rfc3339().IsMatch(text)
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var time
            )
            && time >= DateTimeOffset.UnixEpoch
            ? time
            : null;
    }

    /// <summary>Section 5.6 of RFC 3339. The parser accepts more, such as a time without an offset.</summary>
    [GeneratedRegex(
        @"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})\z",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Rfc3339();
}
