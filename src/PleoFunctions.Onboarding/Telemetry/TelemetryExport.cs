using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace PleoFunctions.Onboarding.Telemetry;

/// <summary>
/// Sends traces, metrics and logs away: by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, and to Application
/// Insights when <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> is. When neither is, nothing of it is even loaded.
/// </summary>
public static class TelemetryExport
{
    private const string OtlpSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ApplicationInsightsSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    // Ours, and those around it: a span is sampled only if its parent is, and the hosts' own spans are our parents.
    private static readonly string[] Sources =
    [
        OnboardingTelemetry.Name,
        "Microsoft.AspNetCore",
        "Microsoft.Azure.Functions.Worker",
        "System.Net.Http",
    ];

    /// <summary>Telemetry is sent away, to one place at least.</summary>
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

    // A method of its own, so that the exporters' assemblies are loaded when it runs and not before.
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

            // By itself it takes five traces a second, and of the logs those of these traces alone: alerts and workbook
            // count every delivery, and its line must not depend on what a partner samples.
            (options.TracesPerSecond, options.SamplingRatio) = (null, 1);
            options.EnableTraceBasedLogsSampler = false;
        }
    }
}
