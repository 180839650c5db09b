using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Webhooks.Signatures;

public sealed class KeyListTests
{
    [Fact]
    public void Uses_the_runtimes_definition_of_white_space() =>
        KeyList.WhiteSpace.ShouldBe(
            Enumerable.Range(char.MinValue, char.MaxValue).Select(code => (char)code).Where(char.IsWhiteSpace),
            ignoreOrder: true
        );

    [Theory]
    [InlineData("", "")]
    [InlineData(" \r\n\t", "")]
    [InlineData("one", "one")]
    [InlineData("one two", "one|two")]
    [InlineData("  one\r\n\r\ntwo\u00A0three  ", "one|two|three")]
    public void Splits_keys_at_white_space(string secret, string keys)
    {
        var found = new List<string>();
        foreach (var range in new KeyList(secret))
        {
            found.Add(secret[range]);
        }

        found.ShouldBe(keys.Split('|', StringSplitOptions.RemoveEmptyEntries));
        KeyList.First(secret).ToString().ShouldBe(found.FirstOrDefault() ?? "");
    }
}
