using System.Text.Json;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed class JsonPointerTests
{
    /// <summary>The document of RFC 6901 section 5.</summary>
    private const string Document = """
        {
           "foo": ["bar", "baz"],
           "": 0,
           "a/b": 1,
           "c%d": 2,
           "e^f": 3,
           "g|h": 4,
           "i\\j": 5,
           "k\"l": 6,
           " ": 7,
           "m~n": 8
        }
        """;

    [Theory]
    [InlineData("", null)]
    [InlineData("/foo", """["bar", "baz"]""")]
    [InlineData("/foo/0", "\"bar\"")]
    [InlineData("/", "0")]
    [InlineData("/a~1b", "1")]
    [InlineData("/c%d", "2")]
    [InlineData("/e^f", "3")]
    [InlineData("/g|h", "4")]
    [InlineData("/i\\j", "5")]
    [InlineData("/k\"l", "6")]
    [InlineData("/ ", "7")]
    [InlineData("/m~0n", "8")]
    public void Follows_the_table_of_RFC_6901_section_5(string text, string? expected)
    {
        var root = JsonElement.Parse(Document);

        JsonPointer.Parse(text).TryEvaluate(root, out var value).ShouldBeTrue();

        value.GetRawText().ShouldBe(expected ?? Document);
    }

    [Theory]
    [InlineData("/bar")]
    [InlineData("/foo/2")]
    [InlineData("/foo/-")]
    [InlineData("/foo/00")]
    [InlineData("/foo/01")]
    [InlineData("/foo/+1")]
    [InlineData("/foo/ 1")]
    [InlineData("/foo/-1")]
    [InlineData("/foo/1.0")]
    [InlineData("/foo/99999999999999999999")]
    [InlineData("/foo/")]
    [InlineData("/foo/0/0")]
    [InlineData("/a~1b/0")]
    [InlineData("/Foo")]
    public void Finds_nothing_at_a_missing_place(string text) =>
        JsonPointer.Parse(text).TryEvaluate(JsonElement.Parse(Document), out _).ShouldBeFalse();

    [Theory]
    [InlineData("foo")]
    [InlineData("#/foo")]
    [InlineData(" /foo")]
    [InlineData("/foo~")]
    [InlineData("/foo~2")]
    [InlineData("/~/foo")]
    [InlineData("/~~0")]
    public void Refuses_text_that_is_not_a_pointer(string text)
    {
        JsonPointer.TryParse(text, out var pointer).ShouldBeFalse();

        pointer.ShouldBeNull();
        Should.Throw<FormatException>(() => JsonPointer.Parse(text)).Message.ShouldContain(text);
    }

    [Fact]
    public void Unescapes_slashes_before_tildes()
    {
        var root = JsonElement.Parse("""{"~1":"tilde one","/":"slash"}""");

        JsonPointer.Parse("/~01").TryEvaluate(root, out var value).ShouldBeTrue();

        value.GetString().ShouldBe("tilde one");
    }
}
