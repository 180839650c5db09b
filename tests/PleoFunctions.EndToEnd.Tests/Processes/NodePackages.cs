using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.EndToEnd.Tests.Processes;

/// <summary>The npm packages of the folder <c>node</c>, installed from its lock file when they are not there yet.</summary>
internal static class NodePackages
{
    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>The folder, whether or not the packages are there yet.</summary>
    public static string Folder { get; } =
        Path.Combine(RepositoryRoot(), "tests", "PleoFunctions.EndToEnd.Tests", "node");

    /// <summary>The folder with the packages, once they are there.</summary>
    public static Task<string> InstalledAsync() =>
        Task.Factory.StartNew(
            static () => Installed.Value,
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    // A mutex belongs to a thread, so nothing here may be awaited.
    private static string Install()
    {
        var wanted = HashOf(File.ReadAllBytes(Path.Combine(Folder, "package-lock.json")));
        var marker = Path.Combine(Folder, "node_modules", ".installed-from");

        using var onlyOne = new Mutex(
            initiallyOwned: false,
            $"Global\\PleoFunctions.EndToEnd.Tests.{HashOf(Encoding.UTF8.GetBytes(Folder))}"
        );
        Wait(onlyOne);
        try
        {
            if (!File.Exists(marker) || !File.ReadAllText(marker).Equals(wanted, StringComparison.Ordinal))
            {
                Run();
                File.WriteAllText(marker, wanted);
            }
        }
        finally
        {
            onlyOne.ReleaseMutex();
        }

        return Folder;
    }

    private static void Wait(Mutex onlyOne)
    {
        try
        {
            onlyOne
                .WaitOne(Patience.InstallLimit)
                .ShouldBeTrue("Another run of these tests does not end its `npm ci`.");
        }
        catch (AbandonedMutexException)
        {
            // Whoever held it was killed, and it is ours now.
        }
    }

    private static void Run()
    {
        using var npm = ChildProcess.Start(
            "npm",
            ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            directory: Folder
        );
        var exitCode = npm.WhenEndedAsync(Patience.InstallLimit).GetAwaiter().GetResult();
        exitCode.ShouldBe(0, $"`npm ci` in {Folder} failed.\n{npm.Said}");
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PleoFunctions.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new InvalidOperationException(
                "These tests have to run inside the repository: they use npm packages."
            );
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
}
