namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// Request headers by name; case does not matter. A header that is sent more than once is one value, joined by
/// <c>", "</c> (RFC 9110 section 5.3), so an ambiguous id or timestamp is not valid and is refused.
/// </summary>
public sealed class WebhookHeaders
{
    // Requests have about a dozen headers, and few are read: a search is faster than building a hash table.
    private readonly List<KeyValuePair<string, string>> _values = new(16);

    /// <summary>The value of a header; null when it is absent or blank.</summary>
    public string? this[string name] => Find(name) is >= 0 and var place ? _values[place].Value : null;

    /// <summary>Adds a header. A blank value counts as absent.</summary>
    /// <returns>These headers, to add the next.</returns>
    public WebhookHeaders Add(string name, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return this;
        }

        var place = Find(name);
        if (place < 0)
        {
            _values.Add(new(name, value));
        }
        else
        {
            _values[place] = new(_values[place].Key, $"{_values[place].Value}, {value}");
        }

        return this;
    }

    /// <summary>Adds headers in their order.</summary>
    /// <returns>These headers, to add the next.</returns>
    public WebhookHeaders Add(IEnumerable<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
        {
            Add(name, value);
        }

        return this;
    }

    private int Find(string name)
    {
        for (var place = 0; place < _values.Count; place++)
        {
            if (_values[place].Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return place;
            }
        }

        return -1;
    }
}
