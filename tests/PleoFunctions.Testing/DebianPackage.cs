using System.Diagnostics;

namespace PleoFunctions.Testing;

/// <summary>A program of a Debian package, installed at first use.</summary>
public static class DebianPackage
{
    private const string Installer = "/usr/bin/apt-get";

    /// <summary>Finds a program, and installs its missing package if this process may.</summary>
    /// <param name="package">The package.</param>
    /// <param name="paths">Where the program may be.</param>
    /// <returns>Where it is; null when there is none and it cannot be installed.</returns>
    /// <exception cref="InvalidOperationException">The package could not be installed.</exception>
    public static async Task<string?> FindAsync(string package, params string[] paths)
    {
        if (paths.FirstOrDefault(File.Exists) is { } there)
        {
            return there;
        }

        if (!Environment.IsPrivilegedProcess || !File.Exists(Installer))
        {
            return null;
        }

        await RunAsync("update");
        await RunAsync("install", "--yes", "--no-install-recommends", package);
        return paths.FirstOrDefault(File.Exists);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Installer, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"apt-get {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}"
            );
        }
    }
}
