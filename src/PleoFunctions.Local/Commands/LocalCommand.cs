using System.CommandLine;
using System.CommandLine.Invocation;

namespace PleoFunctions.Local.Commands;

/// <summary>The command line: without a command it serves.</summary>
internal static class LocalCommand
{
    /// <summary>Runs a command line.</summary>
    /// <returns>0 when all is well, 1 when the app refuses, 2 when the user can mend it.</returns>
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
            Description = "Where to listen",
            HelpName = "address",
            DefaultValueFactory = _ => LocalAddress.Default,
        };
        var noConsole = new Option<bool>("--no-console")
        {
            Description = "Serve no page at / and watch no deliveries, as the deployed app; for load tests",
        };
        var command = new RootCommand(
            "PleoFunctions on one machine: the same routes as the function app, with a simulated Pleo, an embedded vault and an in-memory ledger wherever the settings name no other."
        );
        command.Options.Add(urls);
        command.Options.Add(noConsole);
        command.SetAction(
            (parsed, cancellationToken) =>
                UserErrors.ExplainAsync(() =>
                    ServeCommand.RunAsync(parsed.GetValue(urls)!, !parsed.GetValue(noConsole), cancellationToken)
                )
        );
        command.Subcommands.Add(SendCommand.Create());
        command.Subcommands.Add(VerifyCommand.Create());
        command.Subcommands.Add(DeliveriesCommand.Create());
        return command;
    }
}
