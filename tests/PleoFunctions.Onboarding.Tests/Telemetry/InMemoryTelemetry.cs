using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PleoFunctions.Onboarding.Secrets;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

/// <summary>
/// Receives what a composition exports, beside its own exporters. It enables nothing: what the composition does not
/// collect does not arrive here.
/// </summary>
internal sealed class InMemoryTelemetry
{
    private readonly List<Activity> _spans = [];
    private readonly List<MetricSnapshot> _metrics = [];
    private readonly List<LogRecord> _logs = [];

    public IReadOnlyList<Activity> Spans => _spans;

    public IReadOnlyList<MetricSnapshot> Metrics => _metrics;

    /// <summary>The log records of our own categories.</summary>
    public IReadOnlyList<LogRecord> Logs =>
        [.. _logs.Where(log => log.CategoryName!.StartsWith("PleoFunctions.", StringComparison.Ordinal))];

    /// <summary>Everything that was exported, each item as one text.</summary>
    public IReadOnlyList<string> Everything =>
        [.. _spans.Select(TextOf), .. _metrics.SelectMany(TextsOf), .. _logs.Select(TextOf)];

    public void AttachTo(IServiceCollection services)
    {
        services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddInMemoryExporter(_spans));
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddInMemoryExporter(_metrics));
        services.ConfigureOpenTelemetryLoggerProvider(logs => logs.AddInMemoryExporter(_logs));
    }

    /// <summary>
    /// Starts what a host starts, including the exporters. It returns when the signing keys are in memory, so that no test
    /// depends on who reads them first.
    /// </summary>
    public static async Task StartAsync(IServiceProvider services)
    {
        foreach (var service in services.GetServices<IHostedService>())
        {
            await service.StartAsync(TestContext.Current.CancellationToken);
            if (service is SigningKeyCheck { ExecuteTask: { } check })
            {
                await Patience.ForAsync(check);
            }
        }
    }

    /// <summary>Exports everything that was collected. Spans and logs are exported at once, metrics on request.</summary>
    public static void Flush(IServiceProvider services) =>
        services.GetRequiredService<MeterProvider>().ForceFlush(Timeout.Infinite);

    /// <summary>The scopes of a log record, as <c>name=value</c>.</summary>
    public static string[] ScopesOf(LogRecord log)
    {
        var scopes = new List<string>();
        log.ForEachScope(
            static (scope, texts) =>
            {
                foreach (var (name, value) in scope)
                {
                    texts.Add($"{name}={value}");
                }
            },
            scopes
        );
        return [.. scopes];
    }

    /// <summary>The tags of a metric's points, each once, as <c>name=value</c> in the names' order.</summary>
    public static string[] TagsOf(MetricSnapshot metric)
    {
        var points = new List<string>();
        foreach (var point in metric.MetricPoints)
        {
            var tags = new List<string>();
            foreach (var (name, value) in point.Tags)
            {
                tags.Add($"{name}={value}");
            }

            points.Add(string.Join(", ", tags.Order(StringComparer.Ordinal)));
        }

        return [.. points.Order(StringComparer.Ordinal)];
    }

    private static string TextOf(Activity span) =>
        string.Join(
            '\n',
            [
                $"{span.OperationName} {span.DisplayName} {span.StatusDescription} {span.TraceStateString}",
                .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
                .. span.Events.SelectMany(one => one.Tags.Select(tag => $"{one.Name}: {tag.Key}={tag.Value}")),
            ]
        );

    private static string TextOf(LogRecord log) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{log.CategoryName} {log.EventId} {log.Body} {log.FormattedMessage} {log.Exception}"
        ) + string.Join('\n', [.. (log.Attributes ?? []).Select(one => $"{one.Key}={one.Value}"), .. ScopesOf(log)]);

    private static IEnumerable<string> TextsOf(MetricSnapshot metric) =>
        TagsOf(metric).Select(tags => $"{metric.Name} {metric.Unit} {metric.Description} {tags}");
}
