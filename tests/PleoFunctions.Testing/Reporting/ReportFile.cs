using System.CommandLine;
using System.Globalization;

namespace PleoFunctions.Testing.Reporting;

/// <summary>docs/performance.md: each kind of run writes its section between two comments.</summary>
internal static class ReportFile
{
    private static string Folder => Path.Combine(Repository.Root, "docs");

    private static string Document => Path.Combine(Folder, "performance.md");

    public static Option<bool> CreateOption() =>
        new("--write") { Description = "Puts the figures into docs/performance.md" };

    /// <summary>Replaces a run's section.</summary>
    /// <param name="section">The name in the comments.</param>
    /// <param name="text">Markdown.</param>
    public static void Write(string section, string text)
    {
        var (begin, end) = ($"<!-- {section} -->", $"<!-- /{section} -->");
        var document = File.ReadAllText(Document);
        var from = document.IndexOf(begin, StringComparison.Ordinal);
        var to = document.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"docs/performance.md has no place {begin} … {end}.");
        }

        var date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        File.WriteAllText(
            Document,
            $"{document[..(from + begin.Length)]}\n\n_{date}, {Machine.Description}._ {text.Trim()}\n\n{document[to..]}"
        );
    }

    public static void WriteImage(string name, string svg) =>
        File.WriteAllText(Path.Combine(Folder, "images", name), svg);
}
