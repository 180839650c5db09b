using System.Security.Cryptography;
using System.Text;

namespace PleoFunctions.EndToEnd.Tests.Processes;

/// <summary>The npm packages of the folder <c>node</c>, installed from its lock file when they are not there yet.</summary>
internal static class NodePackages
{
    private static readonly Lazy<string> Installed = new(Install);

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
        var folder = Path.Combine(RepositoryRoot(), "tests", "PleoFunctions.EndToEnd.Tests", "node");
        var wanted = HashOf(File.ReadAllBytes(Path.Combine(folder, "package-lock.json")));
        var marker = Path.Combine(folder, "node_modules", ".installed-from");

        using var onlyOne = new Mutex(
            initiallyOwned: false,
            $"Global\\PleoFunctions.EndToEnd.Tests.{HashOf(Encoding.UTF8.GetBytes(folder))}"
        );
        Wait(onlyOne);
        try
        {
            if (!File.Exists(marker) || !File.ReadAllText(marker).Equals(wanted, StringComparison.Ordinal))
            {
                Run(folder);
                File.WriteAllText(marker, wanted);
            }
        }
        finally
        {
            onlyOne.ReleaseMutex();
        }

        return folder;
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

    private static void Run(string folder)
    {
        using var npm = ChildProcess.Start(
            "npm",
            ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            directory: folder
        );
        var exitCode = npm.WhenEndedAsync(Patience.InstallLimit).GetAwaiter().GetResult();
        exitCode.ShouldBe(0, $"`npm ci` in {folder} failed.\n{npm.Said}");
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
