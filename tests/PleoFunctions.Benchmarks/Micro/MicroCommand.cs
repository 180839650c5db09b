using System.CommandLine;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using PleoFunctions.Testing.Reporting;

namespace PleoFunctions.Benchmarks.Micro;

/// <summary><c>micro</c>: what each step costs alone, in time and in allocations.</summary>
internal static class MicroCommand
{
    private const string Section = "micro";

    public static Command Create()
    {
        var filter = new Option<string>("--filter")
        {
            Description = "Which of them, such as *Verification*",
            DefaultValueFactory = _ => "*",
        };
        var write = ReportFile.CreateOption();
        var command = new Command(Section, "Each step alone, by BenchmarkDotNet. Wants -c Release") { filter, write };
        command.SetAction(parsed =>
        {
            var summaries = BenchmarkSwitcher
                .FromAssembly(typeof(MicroCommand).Assembly)
                .Run(["--filter", parsed.GetValue(filter)!], Settings());
            var table = TableOf([.. summaries.SelectMany(summary => summary.Reports)]);
            Console.WriteLine(table);
            if (parsed.GetValue(write))
            {
                ReportFile.Write(Section, $"By BenchmarkDotNet; means.\n\n{table}");
            }

            return summaries.Any(summary =>
                summary.HasCriticalValidationErrors || summary.Reports.Any(one => !one.Success)
            )
                ? 1
                : 0;
        });
        return command;
    }

    private static ManualConfig Settings() =>
        ManualConfig
            .CreateEmpty()
            // In this process: what is measured is internal, and a project of BenchmarkDotNet's own could not see it.
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithMaxIterationCount(16))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));

    private static MarkdownTable TableOf(IReadOnlyList<BenchmarkReport> reports)
    {
        var table = new MarkdownTable("Step", "With", "Time", "± (99.9%)", "Allocated");
        foreach (var report in reports.Where(report => report.ResultStatistics is not null))
        {
            var statistics = report.ResultStatistics!;
            table.Add(
                report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
                report.BenchmarkCase.Parameters.Count == 0
                    ? ""
                    : string.Join(", ", report.BenchmarkCase.Parameters.Items.Select(one => one.Value)),
                Microseconds(statistics.Mean),
                Microseconds(statistics.ConfidenceInterval.Margin),
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase):N0} B"
                )
            );
        }

        return table;
    }

    private static string Microseconds(double nanoseconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1000:0.000} µs");
}
