using System.Globalization;

namespace PleoFunctions.Local.Commands;

/// <summary>A time as an operator reads it: UTC, to the second.</summary>
internal static class TimeText
{
    public static string Write(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
