using System.Diagnostics;
using System.Runtime.InteropServices;
using PleoFunctions.Testing;

namespace PleoFunctions.Benchmarks.Servers;

/// <summary>Apps as they would be deployed: Release, ReadyToRun, for this machine.</summary>
internal static class PublishedApp
{
    /// <summary>Publishes a project.</summary>
    /// <param name="folder">The project's folder, from the repository's root.</param>
    /// <returns>The app's executable.</returns>
    public static async Task<string> PublishAsync(string folder)
    {
        var name = Path.GetFileName(folder);
        var output = Path.Combine(AppContext.BaseDirectory, "published", name);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish",
                Path.Combine(Repository.Root, folder),
                "--configuration",
                "Release",
                "--runtime",
                RuntimeInformation.RuntimeIdentifier.StartsWith("linux", StringComparison.Ordinal)
                    ? "linux-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()
                    : RuntimeInformation.RuntimeIdentifier,
                "--output",
                output,
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Path.Combine(output, OperatingSystem.IsWindows() ? name + ".exe" : name)
            : throw new InvalidOperationException($"dotnet publish ended with {process.ExitCode}:\n{printed}");
    }
}
