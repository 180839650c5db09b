using System.Globalization;

namespace PleoFunctions.Local.Commands;

/// <summary>Which deliveries to ask for, as the route takes it.</summary>
internal sealed record DeliveriesFilter(string? State, string? Code, DateTimeOffset? Since, int? Limit)
{
    /// <summary>The filter as the query of an address.</summary>
    /// <param name="continuation">What the page before said; null for the first.</param>
    public string ToQuery(string? continuation)
    {
        (string Name, string? Value)[] parameters =
        [
            ("state", State),
            ("code", Code),
            ("since", Since?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("limit", Limit?.ToString(CultureInfo.InvariantCulture)),
            ("continuation", continuation),
        ];
        return string.Join(
            '&',
            parameters
                .Where(parameter => parameter.Value is not null)
                .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}")
        );
    }
}
