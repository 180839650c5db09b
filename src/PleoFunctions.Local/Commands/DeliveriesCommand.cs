using System.CommandLine;
using PleoFunctions.Local.Commands.Recovery;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Operators;

namespace PleoFunctions.Local.Commands;

/// <summary><c>deliveries</c>: list, show, replay and recover deliveries of an app at any address.</summary>
internal static class DeliveriesCommand
{
    private static readonly Option<string?> State = new("--state")
    {
        Description = $"Only deliveries in this state: {string.Join(", ", DeliveryQueryReader.OpenStates)}",
    };

    private static readonly Option<string?> Code = new("--code")
    {
        Description = "Only deliveries whose last problem has this code, such as pleo_unavailable",
    };

    private static readonly Option<string?> Since = new("--since")
    {
        Description = $"Only deliveries first seen at or after this time: {TimeText.SinceForm}",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Read all pages, not only the first" };

    private static readonly Argument<string> Id = new("id") { Description = "The delivery id" };

    public static Command Create()
    {
        var list = new Command("list", "List deliveries that are not done, the oldest first")
        {
            State,
            Code,
            Since,
            All,
        };
        list.SetAction(
            (parsed, cancellationToken) =>
                OperatorOptions.RunAsync(
                    parsed,
                    (client, output) => ListAsync(parsed, client, output, cancellationToken)
                )
        );

        var show = new Command("show", "Show a delivery, its history and its stored answer")
        {
            OperatorOptions.Tenant,
            Id,
        };
        show.SetAction(
            (parsed, cancellationToken) =>
                OperatorOptions.RunAsync(
                    parsed,
                    async (client, output) =>
                        await DeliveriesOutput.WriteDeliveryAsync(
                            output,
                            await client.ReadAsync(
                                parsed.GetValue(OperatorOptions.Tenant)!,
                                parsed.GetValue(Id)!,
                                cancellationToken
                            )
                        )
                )
        );

        var replay = new Command("replay", "Run a delivery again and print the answer") { OperatorOptions.Tenant, Id };
        replay.SetAction(
            (parsed, cancellationToken) =>
                OperatorOptions.RunAsync(
                    parsed,
                    async (client, output) =>
                    {
                        var (outcome, answer) = await client.ReplayAsync(
                            parsed.GetValue(OperatorOptions.Tenant)!,
                            parsed.GetValue(Id)!,
                            cancellationToken
                        );
                        await DeliveriesOutput.WriteReplayAsync(output, outcome, answer);
                    }
                )
        );

        var command = new Command("deliveries", "List, show, replay and recover deliveries, in Local or in Azure")
        {
            list,
            show,
            replay,
            RecoverCommand.Create(),
        };
        OperatorOptions.AddTo(command);
        return command;
    }

    private static async Task ListAsync(
        ParseResult parsed,
        OperatorsClient client,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var all = parsed.GetValue(All);
        var filter = new DeliveriesFilter(
            parsed.GetValue(State),
            parsed.GetValue(Code),
            parsed.GetValue(Since) is { } since ? TimeText.ReadSince(since, TimeProvider.System.GetUtcNow()) : null,
            all ? DeliveryQuery.MaxLimit : null
        );

        var table = new DeliveriesTable();
        string? continuation = null;
        do
        {
            var page = await client.ListAsync(filter, continuation, cancellationToken);
            table.Add(page.Deliveries);
            continuation = page.Continuation;
        } while (continuation is not null && (all || table.IsEmpty));

        await table.PrintAsync(output);
        if (continuation is not null)
        {
            await output.WriteLineAsync("There are more deliveries. Pass --all to list them all.");
        }
    }
}
