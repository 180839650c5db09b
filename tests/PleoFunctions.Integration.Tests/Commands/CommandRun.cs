using System.CommandLine;
using PleoFunctions.Local.Commands;

namespace PleoFunctions.Integration.Tests.Commands;

/// <summary>Runs a command line of Local in this process.</summary>
internal static class CommandRun
{
    public static async Task<(int Exit, string Output, string Errors)> InvokeAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var exit = await LocalCommand.RunAsync(
            arguments,
            new InvocationConfiguration { Output = output, Error = errors },
            TestContext.Current.CancellationToken
        );
        return (exit, output.ToString(), errors.ToString());
    }
}
