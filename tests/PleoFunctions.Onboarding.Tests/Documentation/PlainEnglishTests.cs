using System.Text.RegularExpressions;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Documentation;

/// <summary>Texts use the common word: a reader may not be a native speaker, and reads once.</summary>
public sealed partial class PlainEnglishTests
{
    /// <summary>A word that is not used, and the plain one. A space also matches a line break within a comment.</summary>
    private static readonly (string Pattern, string Instead)[] Words =
    [
        ("afresh|anew", "again"),
        ("whoever", "anyone who"),
        ("nobody", "no one"),
        ("of these alone", "only these"),
        (@"(?<!\bthere )is none", "is not a"),
        ("no longer to be seen", "cannot be known"),
        ("mend(s|ed|ing)?", "fix"),
        ("pass(es|ed|ing)? over", "ignore"),
        ("let(s|ting)? go of", "release"),
        ("(comes|came) of it", "the result"),
        ("(see|sees|saw|seen) to it that", "ensure"),
        (@"as far as [^.\n]{1,60}? (go|goes|went)", "up to"),
        ("how-manieth", "the number"),
    ];

    private static readonly string[] Folders = ["src", "infra", "docs", "eng", ".github"];

    private static readonly string[] Generated = ["/bin/", "/obj/", "/node_modules/", ".lock.json", ".snapshot.json"];

    private static readonly string[] Binary = [".png", ".svg"];

    [Fact]
    public void Texts_use_the_plain_word()
    {
        var files = TextFiles().ToList();

        files.Count.ShouldBeGreaterThan(100);
        files.SelectMany(file => Find(File.ReadAllText(Path.Combine(Repository.Root, file)), file)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Read the key afresh.", "again")]
    [InlineData("Written Anew.", "again")]
    [InlineData("For whoever sends.", "anyone who")]
    [InlineData("Nobody listens.", "no one")]
    [InlineData("The logs of these alone.", "only these")]
    [InlineData("Text that is none.", "is not a")]
    [InlineData("It is no longer to be seen.", "cannot be known")]
    [InlineData("Mend it.", "fix")]
    [InlineData("What was mended.", "fix")]
    [InlineData("It is passed over.", "ignore")]
    [InlineData("Passing over all others.", "ignore")]
    [InlineData("Lets go of the bodies.", "release")]
    [InlineData("See what comes of it.", "the result")]
    [InlineData("Sees to it that it is there.", "ensure")]
    [InlineData("As far as 32 MiB go.", "up to")]
    [InlineData("As far as the limit goes.", "up to")]
    [InlineData("The how-manieth claim.", "the number")]
    public void Finds_each_word(string text, string instead) =>
        Find(text, "sample.md").ShouldHaveSingleItem().ShouldEndWith($"write '{instead}'.");

    [Fact]
    public void Names_the_file_and_the_line()
    {
        var found = Find("first\nsecond\nnobody\n", "docs/sample.md");

        found.ShouldBe(["docs/sample.md:3: 'nobody': write 'no one'."]);
    }

    [Fact]
    public void Finds_words_that_a_comment_breaks() =>
        Find("    /// It lets go\n    /// of the bodies.", "src/Sample.cs")
            .ShouldHaveSingleItem()
            .ShouldStartWith("src/Sample.cs:1: 'lets go of'");

    [Theory]
    [InlineData("Null when there is none.")]
    [InlineData("We recommend an amended text.")]
    [InlineData("Pass it over the wire; see to it.")]
    [InlineData("As far as we know.")]
    public void Leaves_plain_words_alone(string text) => Find(text, "sample.md").ShouldBeEmpty();

    private static IEnumerable<string> Find(string text, string file) =>
        from word in Words
        from match in Regex.Matches(
            text,
            $@"(?<!\w)(?:{word.Pattern.Replace(" ", Gap, StringComparison.Ordinal)})(?!\w)",
            RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(10)
        )
        let line = text.AsSpan(0, match.Index).Count('\n') + 1
        select $"{file}:{line}: '{Breaks().Replace(match.Value, " ")}': write '{word.Instead}'.";

    private static IEnumerable<string> TextFiles() =>
        Folders
            .SelectMany(folder =>
                Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories)
            )
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"))
            .Select(file => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Where(file => !Generated.Any(part => file.Contains(part, StringComparison.Ordinal)))
            .Where(file => !Binary.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase));

    private const string Gap = @"(?:\s|/{2,3}|\#|\*)+";

    [GeneratedRegex(Gap, RegexOptions.None, 1000)]
    private static partial Regex Breaks();
}
