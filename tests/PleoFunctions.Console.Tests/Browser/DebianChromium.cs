using System.Diagnostics;

namespace PleoFunctions.Console.Tests.Browser;

/// <summary>The Chromium of the machine's own packages, installed when it is needed for the first time.</summary>
internal static class DebianChromium
{
    private const string Installer = "/usr/bin/apt-get";

    private static readonly string[] Paths =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    /// <summary>Where it is; null when there is none and it cannot be installed.</summary>
    public static async Task<string?> FindAsync()
    {
        if (Find() is { } there)
        {
            return there;
        }

        if (!Environment.IsPrivilegedProcess || !File.Exists(Installer))
        {
            return null;
        }

        await RunAsync("update");
        await RunAsync("install", "--yes", "--no-install-recommends", "chromium");
        return Find();
    }

    private static string? Find() => Paths.FirstOrDefault(File.Exists);

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
