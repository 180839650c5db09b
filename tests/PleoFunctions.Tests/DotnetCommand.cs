using System.Diagnostics;

namespace PleoFunctions.Tests;

/// <summary>A run of <c>dotnet</c> that should end by itself.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Said">Its output, followed by its error output.</param>
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
