using System.CommandLine;
using PleoFunctions.Local.Hosting;

namespace PleoFunctions.Local.Commands;

/// <summary>What the commands for operators share: the options that say which app to ask, and the client that asks.</summary>
internal static class OperatorOptions
{
    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "The partner whose deliveries and customers to use",
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
            $"The function app's admin key. Prefer the environment variable {OperatorSignIn.KeyVariable}. Local needs no key",
        Recursive = true,
    };

    private static readonly Option<string?> Audience = new("--audience")
    {
        Description =
            $"Without a key: what your Azure sign-in gets a token for, the app's setting Operators__Audience. Or set {OperatorSignIn.AudienceVariable}",
        Recursive = true,
    };

    /// <summary>The argument of the commands that work on one customer.</summary>
    public static Argument<string> Tenant { get; } = new("tenant") { Description = "The customer: the tenant's name" };

    public static void AddTo(Command command)
    {
        command.Options.Add(PartnerName);
        command.Options.Add(Address);
        command.Options.Add(Key);
        command.Options.Add(Audience);
    }

    /// <summary>Runs a command with a client for the app that the options name.</summary>
    public static Task<int> RunAsync(ParseResult parsed, Func<OperatorsClient, TextWriter, Task> run) =>
        RunAsync(
            parsed,
            async (client, output) =>
            {
                await run(client, output);
                return 0;
            }
        );

    /// <summary>The same, for a command that chooses its exit code.</summary>
    public static Task<int> RunAsync(ParseResult parsed, Func<OperatorsClient, TextWriter, Task<int>> run) =>
        UserErrors.PrintAsync(
            async () =>
            {
                // Only an HTTP client: Local's settings do not apply to the app at --url.
                await using var services = new ServiceCollection()
                    .AddHttpClient()
                    .ConfigureHttpClientDefaults(static http => http.RemoveAllLoggers())
                    .BuildServiceProvider();
                using var http = services.GetRequiredService<IHttpClientFactory>().CreateClient();
                var client = new OperatorsClient(
                    http,
                    LocalAddress.ApiOf(parsed.GetValue(Address)!),
                    PartnerOf(parsed),
                    SignInOf(parsed)
                );

                return await run(client, parsed.InvocationConfiguration.Output);
            },
            parsed.InvocationConfiguration.Error
        );

    /// <summary>The partner whose deliveries and customers to use.</summary>
    public static string PartnerOf(ParseResult parsed) => parsed.GetValue(PartnerName)!;

    /// <summary>The options that were given, to print a command for the same app. It never has the key.</summary>
    public static IEnumerable<string> GivenOptions(ParseResult parsed)
    {
        if (parsed.GetResult(PartnerName) is { Implicit: false })
        {
            yield return $"{PartnerName.Name} {PartnerOf(parsed)}";
        }

        if (parsed.GetResult(Address) is { Implicit: false })
        {
            yield return $"{Address.Name} {parsed.GetValue(Address)}";
        }

        if (parsed.GetValue(Key) is not null)
        {
            yield return $"{Key.Name} \"${OperatorSignIn.KeyVariable}\"";
        }

        if (parsed.GetValue(Audience) is { } audience)
        {
            yield return $"{Audience.Name} {audience}";
        }
    }

    /// <summary>
    /// How to show who asks. What the environment holds is sent only to an address that was given, so no program on Local's
    /// default port gets it. It is not an option's default, because the help prints defaults.
    /// </summary>
    private static OperatorSignIn SignInOf(ParseResult parsed) =>
        OperatorSignIn.Find(
            urlIsGiven: parsed.GetResult(Address) is { Implicit: false },
            parsed.GetValue(Key),
            parsed.GetValue(Audience)
        );
}
