using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace PleoFunctions.Onboarding.Telemetry;

/// <summary>
/// Exports traces, metrics and logs: by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and to Application
/// Insights when <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is set. Without either, no exporter is loaded.
/// </summary>
public static class TelemetryExport
{
    private const string OtlpSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ApplicationInsightsSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    // Our source and the hosts': a span is sampled only if its parent is, and the hosts' spans are our parents.
    private static readonly string[] Sources =
    [
        OnboardingTelemetry.Name,
        "Microsoft.AspNetCore",
        "Microsoft.Azure.Functions.Worker",
        "System.Net.Http",
    ];

    /// <summary>Whether telemetry is exported to at least one place.</summary>
    public static bool IsOn(IConfiguration configuration) =>
        configuration[OtlpSetting] is { Length: > 0 } || configuration[ApplicationInsightsSetting] is { Length: > 0 };

    internal static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (IsOn(configuration))
        {
            AddExporters(
                services,
                configuration[OtlpSetting] is { Length: > 0 },
                configuration[ApplicationInsightsSetting]
            );
        }
    }

    // A separate method, so that the exporters' assemblies are loaded only when it runs.
    private static void AddExporters(IServiceCollection services, bool otlp, string? applicationInsights)
    {
        var telemetry = services
            .AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(Sources))
            .WithMetrics(metrics => metrics.AddMeter(OnboardingTelemetry.Name))
            .WithLogging(
                configureBuilder: null,
                static logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true)
            );

        if (otlp)
        {
            telemetry.UseOtlpExporter();
        }

        if (applicationInsights is { Length: > 0 })
        {
            telemetry
                .WithTracing(traces => traces.AddAzureMonitorTraceExporter(Connect))
                .WithMetrics(metrics => metrics.AddAzureMonitorMetricExporter(Connect))
                .WithLogging(logs => logs.AddAzureMonitorLogExporter(Connect));
            services
                .AddOptions<AzureMonitorExporterOptions>()
                .Configure<TokenCredential>(static (options, credential) => options.Credential = credential);
        }

        void Connect(AzureMonitorExporterOptions options)
        {
            options.ConnectionString = applicationInsights;

            // By default the exporter samples 5 traces/s and drops the logs of unsampled traces. Alerts and the workbook
            // count every delivery, also those that the partner's trace does not sample, so export everything.
            (options.TracesPerSecond, options.SamplingRatio) = (null, 1);
            options.EnableTraceBasedLogsSampler = false;
        }
    }
}
