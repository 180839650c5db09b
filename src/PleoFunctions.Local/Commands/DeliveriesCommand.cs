using System.CommandLine;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Commands;

/// <summary><c>deliveries</c>: list, show and replay deliveries of an app at any address.</summary>
internal static class DeliveriesCommand
{
    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "The partner whose deliveries to use",
        DefaultValueFactory = _ => LocalFallbacks.Partner,
        Recursive = true,
    };

    private static readonly Option<string> Address = new("--url")
    {
        Description = "The address of the app, without the route",
        DefaultValueFactory = _ => LocalAddress.Default,
        Recursive = true,
    };

    private static readonly Option<string?> Key = new("--key")
    {
        Description =
            $"The function app's admin key. Prefer the environment variable {DeliveriesClient.KeyVariable}. Local needs no key",
        Recursive = true,
    };

    private static readonly Option<string?> State = new("--state")
    {
        Description = $"Only deliveries in this state: {string.Join(", ", WireName.All<DeliveryState>())}",
    };

    private static readonly Option<string?> Code = new("--code")
    {
        Description = "Only deliveries whose last problem has this code, such as pleo_unavailable",
    };

    private static readonly Option<string?> Since = new("--since")
    {
        Description = $"Only deliveries that changed since then: {TimeText.SinceForm}",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Read all pages, not only the first" };

    private static readonly Argument<string> Tenant = new("tenant") { Description = "The customer: the tenant's name" };

    private static readonly Argument<string> Id = new("id") { Description = "The delivery id" };

    public static Command Create()
    {
        var list = new Command("list", "List deliveries, those of one tenant together") { State, Code, Since, All };
        list.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed, (client, output) => ListAsync(parsed, client, output, cancellationToken))
        );

        var show = new Command("show", "Show a delivery, its history and its stored answer") { Tenant, Id };
        show.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed,
                    async (client, output) =>
                        await DeliveriesOutput.WriteDeliveryAsync(
                            output,
                            await client.ReadAsync(parsed.GetValue(Tenant)!, parsed.GetValue(Id)!, cancellationToken)
                        )
                )
        );

        var replay = new Command("replay", "Run a delivery again and print the answer") { Tenant, Id };
        replay.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed,
                    async (client, output) =>
                    {
                        var (outcome, answer) = await client.ReplayAsync(
                            parsed.GetValue(Tenant)!,
                            parsed.GetValue(Id)!,
                            cancellationToken
                        );
                        await DeliveriesOutput.WriteReplayAsync(output, outcome, answer);
                    }
                )
        );

        var command = new Command("deliveries", "List, show and replay deliveries, in Local or in Azure")
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
        UserErrors.PrintAsync(
            async () =>
            {
                // Only an HTTP client: Local's settings do not apply to the app at --url.
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
    /// The key to send, if any. The one in the environment is sent only to an address that was given, so no program on
    /// Local's default port gets it. It is not the option's default, because the help prints defaults.
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
