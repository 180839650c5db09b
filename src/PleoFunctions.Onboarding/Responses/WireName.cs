using System.Collections.Frozen;
using System.Text.Json;

namespace PleoFunctions.Onboarding.Responses;

/// <summary>
/// Writes enum values for answers, queries, metrics and spans: the value's name in lower snake case. So
/// <c>InProgress</c> is <c>in_progress</c>.
/// </summary>
internal static class WireName
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    /// <summary>All names of an enum, in the order of its values.</summary>
    public static IEnumerable<string> All<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(Of);

    /// <summary>The value with a name; null when no value has it.</summary>
    public static T? Read<T>(string name)
        where T : struct, Enum
    {
        foreach (var (value, known) in Names<T>.ByValue)
        {
            if (known.Equals(name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>()
            .ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
