namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// Request headers by name, whatever its case. A header sent more than once is one value, joined by
/// <c>", "</c> (RFC 9110 section 5.3), so an ambiguous id or timestamp has no valid form and is refused.
/// </summary>
public sealed class WebhookHeaders
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a header; null when it is absent or blank.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    /// <summary>The headers' names, as first sent.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>Adds a header; a blank value is as good as none.</summary>
    /// <returns>These headers, to add the next.</returns>
    public WebhookHeaders Add(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return this;
        }

        _values[name] = _values.TryGetValue(name, out var before) ? $"{before}, {value}" : value;
        return this;
    }
}
