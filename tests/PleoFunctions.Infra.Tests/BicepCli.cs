using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PleoFunctions.Infra.Tests;

/// <summary>The Bicep CLI: from the package on Linux x64, elsewhere from the path.</summary>
internal static class BicepCli
{
    public const string Version = "0.49.2";

    private static readonly string Program =
        OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
            ? Path.Combine(Repository.Metadata("BicepPackage"), "tools", "bicep")
            : "bicep";

    /// <summary>Runs the CLI in the repository's root.</summary>
    public static async Task<BicepRun> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new BicepRun(process.ExitCode, await output, await errors);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(
                $"'{Program}' cannot be started ({e.Message}). These tests need the Bicep CLI {Version}: on Linux x64 it comes "
                    + "with the restore; elsewhere install that version and put it on the path.",
                e
            );
        }
    }
}
