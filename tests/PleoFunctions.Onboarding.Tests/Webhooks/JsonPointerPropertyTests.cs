using System.Text.Json;
using CsCheck;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed class JsonPointerPropertyTests
{
    [Fact]
    public void Finds_any_member_by_its_pointer() =>
        Gen
            .String.Where(IsWellFormed)
            .Sample(
                name =>
                {
                    var root = JsonElement.Parse($"{{\"data\":{{\"{JsonEncodedText.Encode(name)}\":true}}}}");
                    var pointer = JsonPointer.Parse(JsonPointer.Append("/data", name));

                    return pointer.TryEvaluate(root, out var value) && value.GetBoolean();
                },
                iter: Cases.Usually(2_000)
            );

    private static bool IsWellFormed(string text) =>
        text.EnumerateRunes().All(rune => rune != System.Text.Rune.ReplacementChar);
}
