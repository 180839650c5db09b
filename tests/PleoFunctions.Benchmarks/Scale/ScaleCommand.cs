using System.CommandLine;
using System.Globalization;
using PleoFunctions.Benchmarks.Compare;
using PleoFunctions.Benchmarks.Load;
using PleoFunctions.Benchmarks.Servers;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Load;
using PleoFunctions.Testing.Reporting;

namespace PleoFunctions.Benchmarks.Scale;

/// <summary><c>scale</c>: speed as the numbers of deliveries, partners and concurrent requests grow.</summary>
internal static class ScaleCommand
{
    private const string Section = "scale";
    private const int Connections = 64;

    // Warm-up rounds, until the JIT has optimized the hot methods.
    private const int WarmingUp = 3;

    private static readonly int[] Deliveries = [0, 100_000, 1_000_000];
    private static readonly int[] Partners = [1, 10, 100, 1000];
    private static readonly int[] Concurrencies = [1, 8, 64, 256, 512];

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long a round is",
            DefaultValueFactory = _ => 3,
        };
        var write = ReportFile.CreateOption();
        var command = new Command(Section, "Local as its ledger, its partners and the requests at once grow")
        {
            rounds,
            seconds,
            write,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var duration = TimeSpan.FromSeconds(parsed.GetValue(seconds));
                var tables = await RunAsync(parsed.GetValue(rounds), duration);
                Console.WriteLine(tables);
                if (parsed.GetValue(write))
                {
                    var how = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{parsed.GetValue(rounds)} rounds of {parsed.GetValue(seconds)} s each in turn, {Connections} connections unless it says otherwise; medians."
                    );
                    ReportFile.Write(Section, $"{how}\n\n{tables}");
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task<string> RunAsync(int rounds, TimeSpan duration)
    {
        await using var stub = await NginxServer.StartStubAsync();
        var wrk = await Wrk.FindAsync();
        var byDeliveries = await MeasureAsync(
            wrk,
            rounds,
            duration,
            [.. Deliveries.Select(deliveries => new Case(deliveries, Deliveries: deliveries))],
            stub.Address
        );
        var byPartners = await MeasureAsync(
            wrk,
            rounds,
            duration,
            [.. Partners.Select(partners => new Case(partners, Partners: partners))],
            stub.Address
        );
        var byConcurrency = await MeasureAsync(
            wrk,
            rounds,
            duration,
            [.. Concurrencies.Select(concurrency => new Case(concurrency, Connections: concurrency))],
            stub.Address
        );
        return string.Join(
            '\n',
            TableOf("Deliveries in the ledger", byDeliveries),
            TableOf("Partners", byPartners),
            TableOf("Requests at once", byConcurrency)
        );
    }

    private static async Task<IReadOnlyList<(Case Case, Contender Result)>> MeasureAsync(
        Wrk wrk,
        int rounds,
        TimeSpan duration,
        IReadOnlyList<Case> cases,
        Uri pleo
    )
    {
        var processes = new List<ServerProcess>();
        try
        {
            var measured = new List<(Case Case, Contender Result)>();
            foreach (var one in cases)
            {
                var address = FreePort.FindAddress();
                var process = await ServerProcess.StartAsync(
                    "dotnet",
                    Arguments(one, address, pleo),
                    [KeyValuePair.Create(SignedWebhooks.SecretVariable, (string?)SignedWebhooks.Secret)],
                    address
                );
                processes.Add(process);
                measured.Add((one, new Contender(one.Name, "", address, process)));
            }

            for (var round = 1 - WarmingUp; round <= rounds; round++)
            {
                foreach (var (one, result) in measured)
                {
                    var most = (int)(60_000 * duration.TotalSeconds);
                    await result.RunAsync(wrk, most, one.Connections, duration, counts: round > 0, one.Partners);
                    await Console.Error.WriteLineAsync(
                        $"round {round}: {one.Name}, CPU {result.LastProcessorTime:0} µs"
                    );
                }
            }

            return measured;
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }

    private static string[] Arguments(Case one, Uri address, Uri pleo) =>
        [
            typeof(ScaleCommand).Assembly.Location,
            HostCommand.Name,
            "--urls",
            address.AbsoluteUri,
            "--pleo",
            pleo.AbsoluteUri,
            "--partners",
            one.Partners.ToString(CultureInfo.InvariantCulture),
            "--deliveries",
            one.Deliveries.ToString(CultureInfo.InvariantCulture),
        ];

    private static MarkdownTable TableOf(string head, IReadOnlyList<(Case Case, Contender Result)> measured)
    {
        var first = measured[0].Result;
        var table = new MarkdownTable(head, "Webhooks/s", "p50", "p99", "CPU per webhook", "CPU to the first");
        foreach (var (one, result) in measured)
        {
            table.Add(
                one.Name,
                MarkdownTable.Cell($"{result.PerSecond:N0}"),
                MarkdownTable.Cell($"{result.MedianLatency:0.00} ms"),
                MarkdownTable.Cell($"{result.P99:0.00} ms"),
                MarkdownTable.Cell($"{result.ProcessorTime:0} µs"),
                MarkdownTable.Cell($"{result.ProcessorTime / first.ProcessorTime:0.00}")
            );
        }

        return table;
    }

    private sealed record Case(
        int Number,
        int Deliveries = 0,
        int Partners = 1,
        int Connections = ScaleCommand.Connections
    )
    {
        public string Name => Number.ToString("N0", CultureInfo.InvariantCulture);
    }
}
