using System.CommandLine;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands;

/// <summary><c>deliveries</c>: what an operator does with deliveries, at any address.</summary>
internal static class DeliveriesCommand
{
    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "Whose deliveries",
        DefaultValueFactory = _ => LocalFallbacks.Partner,
        Recursive = true,
    };

    private static readonly Option<string> Address = new("--url")
    {
        Description = "Where the app is, without the route",
        DefaultValueFactory = _ => LocalAddress.Default,
        Recursive = true,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description =
            $"The function app's admin key (better in the environment, as {DeliveriesClient.KeyVariable}); Local needs none",
        Recursive = true,
    };

    private static readonly Option<string?> State = new("--state")
    {
        Description = $"Only those in a state: {string.Join(", ", WireName.All<DeliveryState>())}",
    };

    private static readonly Option<string?> Code = new("--code")
    {
        Description = "Only those that ended with a problem last, such as pleo_unavailable",
    };

    private static readonly Option<string?> Since = new("--since")
    {
        Description = $"Only those that changed since: {SinceText.Form}",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Follow the pages to the last" };

    private static readonly Argument<string> Id = new("id") { Description = "The delivery id" };

    public static Command Create()
    {
        var list = new Command("list", "List deliveries, in the order of their ids") { State, Code, Since, All };
        list.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed, (client, output) => ListAsync(parsed, client, output, cancellationToken))
        );

        var show = new Command("show", "Show a delivery with its history and, when it is done, its answer") { Id };
        show.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed,
                    async (client, output) =>
                        await DeliveriesOutput.ShowAsync(
                            output,
                            await client.ReadAsync(parsed.GetValue(Id)!, cancellationToken)
                        )
                )
        );

        var replay = new Command("replay", "Run a delivery again, and print the answer") { Id };
        replay.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed,
                    async (client, output) =>
                    {
                        var (outcome, answer) = await client.ReplayAsync(parsed.GetValue(Id)!, cancellationToken);
                        await DeliveriesOutput.ReplayedAsync(output, outcome, answer);
                    }
                )
        );

        var command = new Command("deliveries", "List, show and run again deliveries, here or in Azure")
        {
            list,
            show,
            replay,
        };
        command.Options.Add(PartnerName);
        command.Options.Add(Address);
        command.Options.Add(Key);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, Func<DeliveriesClient, TextWriter, Task> run) =>
        UserErrors.ExplainAsync(
            async () =>
            {
                // Not Local's own app: its settings are not those of the address that is asked.
                await using var services = new ServiceCollection()
                    .AddHttpClient()
                    .ConfigureHttpClientDefaults(static http => http.RemoveAllLoggers())
                    .BuildServiceProvider();
                using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient();
                var client = new DeliveriesClient(
                    http,
                    LocalAddress.DeliveriesOf(parsed.GetValue(Address)!, parsed.GetValue(PartnerName)!),
                    KeyOf(parsed)
                );

                await run(client, parsed.InvocationConfiguration.Output);
                return 0;
            },
            parsed.InvocationConfiguration.Error
        );

    /// <summary>
    /// The key to send, if any. The one in the environment is for an address that was given, and for nobody who happens
    /// to listen where Local would. It is no default of the option's, because the help would print it.
    /// </summary>
    internal static string? KeyOf(ParseResult parsed) =>
        parsed.GetValue(Key)
        ?? (
            parsed.GetResult(Address) is { Implicit: false }
            && Environment.GetEnvironmentVariable(DeliveriesClient.KeyVariable) is { Length: > 0 } key
                ? key
                : null
        );

    private static async Task ListAsync(
        ParseResult parsed,
        DeliveriesClient client,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var all = parsed.GetValue(All);
        var query = new DeliveriesFilter(
            parsed.GetValue(State),
            parsed.GetValue(Code),
            parsed.GetValue(Since) is { } since ? SinceText.Read(since, TimeProvider.System.GetUtcNow()) : null,
            all ? DeliveryQuery.MaxLimit : null
        );

        var table = new DeliveriesTable();
        string? continuation = null;
        do
        {
            var page = await client.ListAsync(query, continuation, cancellationToken);
            table.Add(page.Deliveries);
            continuation = page.Continuation;
        } while (continuation is not null && (all || table.IsEmpty));

        await table.PrintAsync(output);
        if (continuation is not null)
        {
            await output.WriteLineAsync("There are more: --all follows them to the last.");
        }
    }
}
