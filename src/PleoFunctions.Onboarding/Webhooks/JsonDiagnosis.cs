using System.Globalization;
using System.Text.Json;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// Says what is wrong with a body that the strict parser refused, and where. Slower than parsing, and only run
/// when parsing has failed.
/// </summary>
internal static class JsonDiagnosis
{
    private const int LongestPath = 256;

    /// <summary>Reads a body token by token until something is wrong.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="maxDepth">How many objects and arrays may be nested.</param>
    public static Problem Explain(ReadOnlySpan<byte> body, int maxDepth)
    {
        var place = new Place();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });

        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= maxDepth:
                        place.Value();
                        return Invalid(place, $"is nested deeper than {maxDepth} levels");
                    case JsonTokenType.StartObject:
                        place.Enter(isObject: true);
                        break;
                    case JsonTokenType.StartArray:
                        place.Enter(isObject: false);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        place.Leave();
                        break;
                    case JsonTokenType.PropertyName when Text(ref reader) is not { } name:
                        return Invalid(place, "has a member whose name is not valid Unicode");
                    case JsonTokenType.PropertyName when !place.Name(Text(ref reader)!):
                        return Invalid(place, "stands more than once in its object");
                    case JsonTokenType.PropertyName:
                        break;
                    case JsonTokenType.String when Text(ref reader) is null:
                        place.Value();
                        return Invalid(place, "is not valid Unicode");
                    default:
                        place.Value();
                        break;
                }
            }
        }
        catch (JsonException e)
        {
            return new Problem(
                ProblemCode.MalformedJson,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The body is not valid JSON: it breaks off in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."
                )
            );
        }

        return new Problem(ProblemCode.MalformedJson, "The body is not valid JSON.");
    }

    private static Problem Invalid(Place place, string detail) =>
        new(ProblemCode.InvalidPayload, "The payload has a part that is not accepted.")
        {
            Errors = [new PayloadError(place.ToString(), detail)],
        };

    /// <summary>The text of a name or string; null when it holds half a surrogate pair.</summary>
    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Where the reader stands, as a path of names and indexes.</summary>
    private sealed class Place
    {
        private readonly Stack<Level> _levels = new();

        public void Enter(bool isObject)
        {
            Value();
            _levels.Push(new Level(isObject ? new HashSet<string>(StringComparer.Ordinal) : null));
        }

        public void Leave() => _levels.Pop();

        /// <summary>Steps to a member; false when its object has it already.</summary>
        public bool Name(string name)
        {
            var level = _levels.Peek();
            level.Token = name;
            return level.Names!.Add(name);
        }

        /// <summary>Steps to the next element, in an array.</summary>
        public void Value()
        {
            if (_levels.TryPeek(out var level) && level.Names is null)
            {
                level.Token = (level.Index++).ToString(CultureInfo.InvariantCulture);
            }
        }

        public override string ToString()
        {
            var path = "";
            foreach (var level in _levels.Reverse())
            {
                path = level.Token is null ? path : JsonPointer.Append(path, level.Token);
            }

            // Names are the sender's, and may be as long as the body.
            return path.Length <= LongestPath ? path : path[..LongestPath] + "…";
        }
    }

    private sealed class Level(HashSet<string>? names)
    {
        public HashSet<string>? Names { get; } = names;

        public int Index { get; set; }

        public string? Token { get; set; }
    }
}
