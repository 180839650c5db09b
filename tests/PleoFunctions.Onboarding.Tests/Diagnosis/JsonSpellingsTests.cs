using System.Text;
using PleoFunctions.Local.Diagnosis;

namespace PleoFunctions.Onboarding.Tests.Diagnosis;

public sealed class JsonSpellingsTests
{
    [Fact]
    public void Writes_a_body_as_common_libraries_do()
    {
        var spellings = Of("""{ "a":[1,2.50,"æ<😀"], "b":{"c":null,"d":true}, "e":[], "f":{} }""");

        spellings.ShouldBe([
            ("written without white space", """{"a":[1,2.50,"æ<😀"],"b":{"c":null,"d":true},"e":[],"f":{}}"""),
            (
                "written without white space and with \\u escapes",
                """{"a":[1,2.50,"\u00e6<\ud83d\ude00"],"b":{"c":null,"d":true},"e":[],"f":{}}"""
            ),
            (
                "written with a space after each comma and colon",
                """{"a": [1, 2.50, "æ<😀"], "b": {"c": null, "d": true}, "e": [], "f": {}}"""
            ),
            (
                "written with a space after each comma and colon, and with \\u escapes",
                """{"a": [1, 2.50, "\u00e6<\ud83d\ude00"], "b": {"c": null, "d": true}, "e": [], "f": {}}"""
            ),
            (
                "written without white space",
                """{"a":[1,2.50,"æ<\uD83D\uDE00"],"b":{"c":null,"d":true},"e":[],"f":{}}"""
            ),
            (
                "written without white space and with \\u escapes",
                """{"a":[1,2.50,"\u00E6\u003C\uD83D\uDE00"],"b":{"c":null,"d":true},"e":[],"f":{}}"""
            ),
            (
                "indented by two spaces",
                "{\n  \"a\": [\n    1,\n    2.50,\n    \"æ<\\uD83D\\uDE00\"\n  ],\n  \"b\": {\n    \"c\": null,\n    \"d\": true\n  },\n  \"e\": [],\n  \"f\": {}\n}"
            ),
            (
                "indented by four spaces",
                "{\n    \"a\": [\n        1,\n        2.50,\n        \"æ<\\uD83D\\uDE00\"\n    ],\n    \"b\": {\n        \"c\": null,\n        \"d\": true\n    },\n    \"e\": [],\n    \"f\": {}\n}"
            ),
        ]);
    }

    [Theory]
    [InlineData("\"\\\"\\\\\\n\\r\\t\\b\\f\"", "\"\\\"\\\\\\n\\r\\t\\b\\f\"")]
    [InlineData("\"\\u0001\\u001f\\u001F\"", "\"\\u0001\\u001f\\u001f\"")]
    [InlineData("\"\\u0020\\u007e\"", "\" ~\"")]
    [InlineData("\"\\/\\u002F'&+\"", "\"//'&+\"")]
    [InlineData("\"\\u007f\"", "\"\\u007f\"")]
    [InlineData("{\"\\\"\\u00e6\":1}", "{\"\\\"\\u00e6\": 1}")]
    public void Escapes_as_Python_does(string body, string expected) => Of(body)[3].Text.ShouldBe(expected);

    [Theory]
    [InlineData("\"\\u007f\\u00e6\"", "\"\u007fæ\"")]
    [InlineData("\"\\u001f\"", "\"\\u001f\"")]
    public void Does_not_escape_other_scripts_unless_asked(string body, string expected) =>
        Of(body)[2].Text.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    public void Writes_nothing_for_invalid_JSON_or_invalid_Unicode(string body) => Of(body).ShouldBeEmpty();

    private static List<(string How, string Text)> Of(string body) =>
        [
            .. JsonSpellings
                .Of(Encoding.UTF8.GetBytes(body))
                .Select(spelling => (spelling.How, Encoding.UTF8.GetString(spelling.Bytes))),
        ];
}
