using System.CommandLine;
using System.CommandLine.Invocation;

namespace PleoFunctions.Local.Commands;

/// <summary>The command line. Without a command, Local serves.</summary>
internal static class LocalCommand
{
    /// <summary>Runs a command line.</summary>
    /// <returns>0 for success, 1 when the app refuses, 2 for an error that the user can fix.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        InvocationConfiguration configuration,
        CancellationToken cancellationToken = default
    )
    {
        var parsed = Create().Parse(arguments);
        var exit = await parsed.InvokeAsync(configuration, cancellationToken);
        return parsed.Action is ParseErrorAction ? UserErrors.ExitCode : exit;
    }

    private static RootCommand Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "The address to listen on",
            HelpName = "address",
            DefaultValueFactory = _ => LocalAddress.Default,
        };
        var noConsole = new Option<bool>("--no-console")
        {
            Description = "Serve without the console page and record no deliveries; use it for load tests",
        };
        var command = new RootCommand(
            "Runs PleoFunctions on one machine, with the same routes as the function app. A part that you do not configure is simulated: Pleo, the key vault and the ledger."
        );
        command.Options.Add(urls);
        command.Options.Add(noConsole);
        command.SetAction(
            (parsed, cancellationToken) =>
                UserErrors.PrintAsync(() =>
                    ServeCommand.RunAsync(parsed.GetValue(urls)!, !parsed.GetValue(noConsole), cancellationToken)
                )
        );
        command.Subcommands.Add(SendCommand.Create());
        command.Subcommands.Add(VerifyCommand.Create());
        command.Subcommands.Add(DeliveriesCommand.Create());
        command.Subcommands.Add(CustomersCommand.Create());
        command.Subcommands.Add(KeysCommand.Create());
        command.Subcommands.Add(ProbeCommand.Create());
        return command;
    }
}
