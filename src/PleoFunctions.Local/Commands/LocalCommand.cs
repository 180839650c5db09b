using System.CommandLine;

namespace PleoFunctions.Local.Commands;

/// <summary>The command line: without a command it serves.</summary>
internal static class LocalCommand
{
    public static RootCommand Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen",
            HelpName = "address",
            DefaultValueFactory = _ => LocalAddress.Default,
        };
        var command = new RootCommand(
            "PleoFunctions on one machine: the same routes as the function app, with a simulated Pleo, an embedded vault and an in-memory ledger wherever the settings name no other."
        );
        command.Options.Add(urls);
        command.SetAction(
            (parsed, cancellationToken) =>
                UserErrors.ExplainAsync(() => ServeCommand.RunAsync(parsed.GetValue(urls)!, cancellationToken))
        );
        command.Subcommands.Add(SendCommand.Create());
        command.Subcommands.Add(VerifyCommand.Create());
        command.Subcommands.Add(DeliveriesCommand.Create());
        return command;
    }
}
