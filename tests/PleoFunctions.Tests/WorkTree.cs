using PleoFunctions.Testing;

namespace PleoFunctions.Tests;

/// <summary>The work tree that the tests were built from.</summary>
internal static class WorkTree
{
    private static readonly string[] Folders = ["eng", "src/PleoFunctions", "src/PleoFunctions.Onboarding"];

    private static readonly string Root = Repository.Root;

    /// <summary>What the package feed had when the app was restored.</summary>
    public static string WorkerAnswer { get; } =
        File.ReadAllText(Path.Combine(Root, "src", "PleoFunctions", "obj", "FunctionsWorker.answer"));

    public static bool WorkerIsMissing => WorkerAnswer.StartsWith("missing", StringComparison.Ordinal);

    /// <summary>A copy of the app's sources and build files, to build without changing this tree.</summary>
    public static AppCopy CopyOfTheApp()
    {
        var copy = new AppCopy();
        var files = Directory.EnumerateFiles(Root).Where(IsBuildFile).Concat(Folders.SelectMany(SourcesIn));
        foreach (var file in files)
        {
            copy.Add(file, Root);
        }

        return copy;
    }

    private static bool IsBuildFile(string file) =>
        Path.GetExtension(file) is ".props" or ".targets" or ".editorconfig" or ".config"
        || Path.GetFileName(file) is "global.json" or "host.json";

    private static IEnumerable<string> SourcesIn(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Any(IsOutput));

    private static bool IsOutput(string part) => part is "bin" or "obj";
}
