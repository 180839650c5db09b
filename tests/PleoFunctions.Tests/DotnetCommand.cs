using System.Diagnostics;

namespace PleoFunctions.Tests;

/// <summary>A run of <c>dotnet</c> that is expected to end by itself.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Said">What it printed, and then what it printed as errors.</param>
internal sealed record DotnetCommand(int ExitCode, string Said)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<DotnetCommand> RunAsync(string directory, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments)
            {
                UseShellExecute = false,
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process
                .WaitForExitAsync(TestContext.Current.CancellationToken)
                .WaitAsync(Limit, TestContext.Current.CancellationToken);
            return new DotnetCommand(process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
