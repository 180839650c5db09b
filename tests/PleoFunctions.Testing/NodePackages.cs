using System.Diagnostics;
using System.Security.Cryptography;

namespace PleoFunctions.Testing;

/// <summary>npm packages, installed by their lock file at first use.</summary>
public static class NodePackages
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Installs a folder's packages if they are missing. Several processes may call it at once.</summary>
    /// <param name="folder">The folder with package.json and package-lock.json.</param>
    /// <exception cref="InvalidOperationException">npm is not on this machine, or fails.</exception>
    public static async Task InstallAsync(string folder)
    {
        var wanted = Convert.ToHexStringLower(
            SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder, "package-lock.json")))
        );
        var installed = Path.Combine(folder, "node_modules", ".installed");

        await using var turn = await WaitForTurnAsync(folder);
        if (
            File.Exists(installed)
            && string.Equals(await File.ReadAllTextAsync(installed), wanted, StringComparison.Ordinal)
        )
        {
            return;
        }

        await RunAsync(folder, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        await File.WriteAllTextAsync(installed, wanted);
    }

    private static async Task<FileStream> WaitForTurnAsync(string folder)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    Path.Combine(folder, ".install.lock"),
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            }
        }
    }

    private static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? program + ".cmd" : program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"{program} cannot be started. Install Node.js 20 or later.", e);
        }

        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}"
                );
            }
        }
    }
}
