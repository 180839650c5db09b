using System.Collections.Concurrent;

namespace PleoFunctions.Testing.Chaos;

/// <summary>How often each kind of fault struck, or each path was taken.</summary>
internal sealed class EventCount
{
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The kinds and their counts, by name.</summary>
    public IEnumerable<KeyValuePair<string, int>> All => _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public void Add(string kind) => _counts.AddOrUpdate(kind, 1, static (_, before) => before + 1);
}
