namespace PleoFunctions.Tests;

/// <summary>A copy of the app in its own folder, deleted after the test.</summary>
internal sealed class AppCopy : IDisposable
{
    // No compiler or MSBuild server may outlive the test, and other builds check the style.
    private static readonly string[] Quickly =
    [
        "-nodeReuse:false",
        "-p:UseSharedCompilation=false",
        "-p:RunAnalyzers=false",
        "-terminalLogger:off",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pleofunctions-");

    /// <summary>The copy's own restore found no worker on the feed.</summary>
    public bool WorkerIsMissing =>
        File.ReadAllText(Path.Combine(_folder.FullName, "src", "PleoFunctions", "obj", "FunctionsWorker.answer"))
            .StartsWith("missing", StringComparison.Ordinal);

    /// <summary>Whether the app can be published.</summary>
    public bool Published => _folder.GetDirectories("publish", SearchOption.AllDirectories).Length > 0;

    public void Add(string file, string root)
    {
        var target = Path.Combine(_folder.FullName, Path.GetRelativePath(root, file));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(file, target);
    }

    public Task<DotnetCommand> RunAsync(string command, params IEnumerable<string> options) =>
        DotnetCommand.RunAsync(
            _folder.FullName,
            [command, Path.Combine("src", "PleoFunctions"), .. options, .. Quickly]
        );

    public void Dispose() => _folder.Delete(recursive: true);
}
