using System.CommandLine;
using System.Globalization;
using PleoFunctions.Benchmarks.Load;
using PleoFunctions.Testing.Reporting;

namespace PleoFunctions.Benchmarks.Compare;

/// <summary><c>compare</c>: webhooks per second of Local and of its alternatives.</summary>
internal static class CompareCommand
{
    private const string Section = "compare";

    // Every request needs its own webhook.
    private const double AnybodysMost = 100_000;

    public static Command Create()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 7 };
        var seconds = new Option<int>("--seconds")
        {
            Description = "How long a round is",
            DefaultValueFactory = _ => 5,
        };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 64 };
        var only = new Option<string?>("--only") { Description = "Loads one of them alone, as for a profiler" };
        var write = ReportFile.CreateOption();
        var command = new Command(
            Section,
            "Local beside nginx, YARP, a Node service and a plain minimal API, under the same load"
        )
        {
            rounds,
            seconds,
            connections,
            only,
            write,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                await using var contest = await Contest.StartAsync();
                if (parsed.GetValue(only) is { } name)
                {
                    contest.Keep(name);
                }

                await RunAsync(
                    contest,
                    parsed.GetValue(rounds),
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    parsed.GetValue(connections)
                );

                if (parsed.GetValue(only) is not null)
                {
                    return 0;
                }

                var table = TableOf(contest);
                Console.WriteLine(table);
                if (parsed.GetValue(write))
                {
                    var how = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{parsed.GetValue(rounds)} rounds of {parsed.GetValue(seconds)} s each in turn, {parsed.GetValue(connections)} connections; medians."
                    );
                    ReportFile.Write(Section, $"{how}\n\n{table}\n![Webhooks per second](images/compare.svg)");
                    ReportFile.WriteImage("compare.svg", ChartOf(contest));
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task RunAsync(Contest contest, int rounds, TimeSpan duration, int connections)
    {
        var wrk = await Wrk.FindAsync();
        for (var round = 0; round <= rounds; round++)
        {
            // Each round begins with another contender, so the order does not favour one.
            foreach (
                var contender in contest
                    .Contenders.Skip(round % contest.Contenders.Count)
                    .Concat(contest.Contenders.Take(round % contest.Contenders.Count))
            )
            {
                var expected = round == 0 ? AnybodysMost : Math.Max(2 * contender.LastPerSecond, AnybodysMost / 2);
                var count = (int)(expected * duration.TotalSeconds);
                var result = await contender.RunAsync(wrk, count, connections, duration, counts: round > 0);
                await Console.Error.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(round == 0 ? "to warm up" : $"round {round}"), -10} {contender.Name, -22} {result.PerSecond, 9:N0}/s  p50 {result.Median.TotalMilliseconds, 6:0.00} ms  p99 {result.P99.TotalMilliseconds, 6:0.00} ms  CPU {contender.LastProcessorTime, 3:0} µs"
                    )
                );
            }
        }
    }

    private static MarkdownTable TableOf(Contest contest)
    {
        var local = contest[Contest.Local];
        var table = new MarkdownTable(
            "",
            "Does",
            "Webhooks/s",
            "Local to it",
            "p50",
            "p99",
            "Local's p99 to it",
            "CPU per webhook",
            "Memory"
        );
        foreach (var one in contest.Contenders)
        {
            table.Add(
                one.Name,
                one.Does,
                one.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
                Ratio(local.PerSecond / one.PerSecond),
                MarkdownTable.Cell($"{one.MedianLatency:0.00} ms"),
                MarkdownTable.Cell($"{one.P99:0.00} ms"),
                Ratio(local.P99 / one.P99),
                MarkdownTable.Cell($"{one.ProcessorTime:0} µs"),
                MarkdownTable.Cell($"{one.Memory:0} MiB")
            );
        }

        return table;

        static string Ratio(double ratio) => MarkdownTable.Cell($"{ratio:0.00}");
    }

    private static string ChartOf(Contest contest) =>
        BarChart.Draw(
            "Webhooks per second",
            [
                .. contest.Contenders.Select(one => new BarChart.Bar(
                    one.Name,
                    one.PerSecond,
                    one.Rounds.Min(round => round.PerSecond),
                    one.Rounds.Max(round => round.PerSecond),
                    one.Name.Equals(Contest.Local, StringComparison.Ordinal)
                )),
            ]
        );
}
