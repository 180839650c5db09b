using System.CommandLine;
using System.Globalization;
using PleoFunctions.Benchmarks.Servers;
using PleoFunctions.Testing.Load;
using PleoFunctions.Testing.Reporting;

namespace PleoFunctions.Benchmarks.Cold;

/// <summary><c>cold</c>: from the start of the process to the first answered webhook, and the memory later.</summary>
internal static class ColdCommand
{
    private const string Section = "cold";

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 11 };
        var requests = new Option<int>("--requests")
        {
            Description = "After how many webhooks the memory is read",
            DefaultValueFactory = _ => 10_000,
        };
        var write = ReportFile.CreateOption();
        var command = new Command(Section, "Start and memory of the published Local, beside an empty app on Kestrel")
        {
            rounds,
            requests,
            write,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var table = await RunAsync(parsed.GetValue(rounds), parsed.GetValue(requests));
                Console.WriteLine(table);
                if (parsed.GetValue(write))
                {
                    var how = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{parsed.GetValue(rounds)} starts of each in turn; medians. Memory is the working set after {parsed.GetValue(requests):N0} webhooks."
                    );
                    ReportFile.Write(Section, $"{how}\n\n{table}");
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task<MarkdownTable> RunAsync(int rounds, int requests)
    {
        await using var stub = await NginxServer.StartStubAsync();
        var local = await PublishedApp.PublishAsync("src/PleoFunctions.Local");
        ColdApp[] apps =
        [
            new("empty app on Kestrel", await PublishedApp.PublishAsync("tests/Baselines/EmptyApp"), [], []),
            new("PleoFunctions.Local", local, ["--no-console"], LocalSettings.For(stub.Address)),
            new("PleoFunctions.Local with its console", local, [], LocalSettings.For(stub.Address)),
        ];

        // The first round warms up this process and the system's caches.
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var app in apps)
            {
                await app.RunAsync(requests, counts: round > 0);
            }
        }

        var table = new MarkdownTable("", "First answer", "To the empty app", "Memory", "To the empty app");
        foreach (var app in apps)
        {
            table.Add(
                app.Name,
                MarkdownTable.Cell($"{app.FirstAnswer:0} ms"),
                MarkdownTable.Cell($"{app.FirstAnswer / apps[0].FirstAnswer:0.00}"),
                MarkdownTable.Cell($"{app.Memory:0} MiB"),
                MarkdownTable.Cell($"{app.Memory / apps[0].Memory:0.00}")
            );
        }

        return table;
    }
}
