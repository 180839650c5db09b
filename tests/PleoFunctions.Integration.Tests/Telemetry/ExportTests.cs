using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Telemetry;

/// <summary>What the process exports by OTLP, and what it does not.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_of_a_delivery_are_exported_without_a_secret_or_a_payload()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var local = await LocalProcess.StartAsync(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.AbsoluteUri),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "500"),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200"),
            ("OTEL_DOTNET_EXPERIMENTAL_OTLP_EMIT_EVENT_LOG_ATTRIBUTES", "true")
        );
        Task[] exports =
        [
            collector.WhenExportedAsync("traces", "onboarding.verify"),
            collector.WhenExportedAsync("traces", "onboarding.attempt"),
            collector.WhenExportedAsync("metrics", "onboarding.deliveries"),
            collector.WhenExportedAsync("metrics", "onboarding.ledger.operations"),
            collector.WhenExportedAsync("logs", "msg_exported"),
            collector.WhenExportedAsync("logs", "PleoFunctions.Onboarding.OnboardingHandler"),
            collector.WhenExportedAsync("logs", "logrecord.event.id"),
        ];

        var sent = await local.SendAsync("--id", "msg_exported");
        await Task.WhenAll(exports).WaitAsync(Patience.OfProcesses, TestContext.Current.CancellationToken);

        sent.ShouldBeInstalled("created");
        foreach (var secret in (string[])["whsec_", "pls_local", "123456789", "externalConfigurationId", "Basic "])
        {
            collector.Everything.ShouldNotContain(secret);
        }
    }
}
