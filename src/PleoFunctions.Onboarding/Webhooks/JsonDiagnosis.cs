using System.Globalization;
using System.Text.Json;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Webhooks;

/// <summary>
/// Finds what is wrong with a body, and where. It is slower than the strict parser, so it runs only when the parser
/// refused the body, or may have missed text that is not valid Unicode.
/// </summary>
internal static class JsonDiagnosis
{
    private const int LongestPath = 256;

    /// <summary>Reads a body token by token up to the first fault; null when the body has no fault.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="maxDepth">How many objects and arrays may be nested.</param>
    public static Problem? FindFault(ReadOnlySpan<byte> body, int maxDepth)
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
                        place.StepToValue();
                        return Invalid(place, $"is nested deeper than {maxDepth} levels");
                    case JsonTokenType.StartObject:
                        place.EnterObject();
                        break;
                    case JsonTokenType.StartArray:
                        place.EnterArray();
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        place.Leave();
                        break;
                    case JsonTokenType.PropertyName:
                        if (ReadText(ref reader) is not { } name)
                        {
                            return Invalid(place, "has a member whose name is not valid Unicode");
                        }

                        if (!place.TryStepToMember(name))
                        {
                            return Invalid(place, "occurs more than once in its object");
                        }

                        break;
                    case JsonTokenType.String when ReadText(ref reader) is null:
                        place.StepToValue();
                        return Invalid(place, "is not valid Unicode");
                    default:
                        place.StepToValue();
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
                    $"The body is not valid JSON: the first error is in line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}."
                )
            );
        }

        return null;
    }

    private static Problem Invalid(Place place, string detail) =>
        new(ProblemCode.InvalidPayload, "The payload has a part that is not accepted.")
        {
            Errors = [new PayloadError(place.ToString(), detail)],
        };

    /// <summary>Reads a name or string; null when it has half a surrogate pair.</summary>
    private static string? ReadText(ref Utf8JsonReader reader)
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

    /// <summary>The reader's position, as a path of names and indexes.</summary>
    private sealed class Place
    {
        private readonly Stack<Level> _levels = new();

        public void EnterObject()
        {
            StepToValue();
            _levels.Push(new Level(new HashSet<string>(StringComparer.Ordinal)));
        }

        public void EnterArray()
        {
            StepToValue();
            _levels.Push(new Level(names: null));
        }

        public void Leave() => _levels.Pop();

        /// <summary>Steps to a member of the object; false when the object has that member already.</summary>
        public bool TryStepToMember(string name)
        {
            var level = _levels.Peek();
            level.Token = name;
            return level.Names!.Add(name);
        }

        /// <summary>Steps to a value: in an array to the next element; in an object it is the current member's.</summary>
        public void StepToValue()
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

            // The sender chose the names, and they may be as long as the body.
            return path.Length <= LongestPath ? path : path[..LongestPath] + "…";
        }
    }

    /// <summary>An object or array around the position.</summary>
    private sealed class Level(HashSet<string>? names)
    {
        /// <summary>The names of the object's members so far; null in an array.</summary>
        public HashSet<string>? Names { get; } = names;

        public int Index { get; set; }

        public string? Token { get; set; }
    }
}
